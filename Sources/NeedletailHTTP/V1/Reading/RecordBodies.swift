import NeedletailData
import NeedletailStore

/// Users as clients of `/v1` write them.
enum UserBody {
  /// A user of a list, with its id.
  static func listed(_ value: JSONValue, _ place: String) throws(RequestFault) -> UserRecord {
    var body = try BodyReader(value, path: place)
    return try record(&body, id: try body.requiredText("id", .id))
  }

  /// A user whose id stands in the path.
  static func record(_ value: JSONValue, id: String) throws(RequestFault) -> UserRecord {
    var body = try BodyReader(value)
    return try record(&body, id: id)
  }

  /// Parts of a user to change.
  static func patch(_ value: JSONValue) throws(RequestFault) -> UserPatch {
    var body = try BodyReader(value)
    let patch = UserPatch(labels: body.value("labels"), comment: try body.text("comment", .comment))
    try body.finish()
    return patch
  }

  private static func record(_ body: inout BodyReader, id: String) throws(RequestFault) -> UserRecord {
    let labels = body.value("labels") ?? .null
    let comment = try body.text("comment", .comment) ?? ""
    try body.finish()
    return UserRecord(id: id, labels: labels, comment: comment)
  }
}

/// Items as clients of `/v1` write them.
enum ItemBody {
  /// How many categories an item may have.
  static let categoryLimit = 64

  /// An item of a list, with its id.
  static func listed(_ value: JSONValue, _ place: String) throws(RequestFault) -> ItemRecord {
    var body = try BodyReader(value, path: place)
    return try record(&body, id: try body.requiredText("id", .id))
  }

  /// An item whose id stands in the path.
  static func record(_ value: JSONValue, id: String) throws(RequestFault) -> ItemRecord {
    var body = try BodyReader(value)
    return try record(&body, id: id)
  }

  /// Parts of an item to change.
  static func patch(_ value: JSONValue) throws(RequestFault) -> ItemPatch {
    var body = try BodyReader(value)
    let patch = ItemPatch(
      isHidden: try body.truth("hidden"),
      categories: try body.texts("categories", .id, atMost: categoryLimit),
      addedCategory: try body.text("addCategory", .id), removedCategory: try body.text("removeCategory", .id),
      time: try body.integer("time", in: Bounds.times), labels: body.value("labels"),
      comment: try body.text("comment", .comment))
    try body.finish()
    return patch
  }

  private static func record(_ body: inout BodyReader, id: String) throws(RequestFault) -> ItemRecord {
    let record = ItemRecord(
      id: id, isHidden: try body.truth("hidden") ?? false,
      categories: try body.texts("categories", .id, atMost: categoryLimit) ?? [],
      time: try body.integer("time", in: Bounds.times), labels: body.value("labels") ?? .null,
      comment: try body.text("comment", .comment) ?? "")
    try body.finish()
    return record
  }
}
