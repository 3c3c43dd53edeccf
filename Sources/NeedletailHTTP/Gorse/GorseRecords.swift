import NeedletailData
import NeedletailServing
import NeedletailStore

// What gorse's clients send and get, and our records: one initialiser and one JSON value each.

extension UserRecord {
  /// `{"UserId", "Labels", "Comment"}`.
  init(gorse object: GorseObject) throws(RequestFault) {
    self.init(
      id: try object.id("UserId"), labels: object.value("Labels") ?? .null,
      comment: try object.string("Comment") ?? "")
  }

  var gorse: JSONValue {
    .object([.init("UserId", .string(id)), .init("Labels", labels), .init("Comment", .string(comment))])
  }
}

extension UserPatch {
  /// `{"Labels", "Comment"}`; what is missing or null stays as it is.
  init(gorse object: GorseObject) throws(RequestFault) {
    self.init(labels: object.value("Labels"), comment: try object.string("Comment"))
  }
}

extension ItemRecord {
  /// `{"ItemId", "IsHidden", "Categories", "Timestamp", "Labels", "Comment"}`.
  init(gorse object: GorseObject) throws(RequestFault) {
    self.init(
      id: try object.id("ItemId"), isHidden: try object.boolean("IsHidden") ?? false,
      categories: try object.strings("Categories") ?? [], time: try object.time("Timestamp"),
      labels: object.value("Labels") ?? .null, comment: try object.string("Comment") ?? "")
  }

  var gorse: JSONValue {
    .object([
      .init("ItemId", .string(id)), .init("IsHidden", .boolean(isHidden)),
      .init("Categories", categories.isEmpty ? .null : .array(categories.map { .string($0) })),
      .init("Timestamp", .string(Timestamp.text(time ?? Timestamp.unknown))), .init("Labels", labels),
      .init("Comment", .string(comment)),
    ])
  }
}

extension ItemPatch {
  /// `{"IsHidden", "Categories", "Timestamp", "Labels", "Comment"}`; what is missing or null stays as it is.
  init(gorse object: GorseObject) throws(RequestFault) {
    self.init(
      isHidden: try object.boolean("IsHidden"), categories: try object.strings("Categories"),
      time: try object.time("Timestamp"), labels: object.value("Labels"),
      comment: try object.string("Comment"))
  }
}

extension NewEvent {
  /// `{"FeedbackType", "UserId", "ItemId", "Value", "Timestamp", "Labels", "Comment"}`.
  init(gorse object: GorseObject) throws(RequestFault) {
    let kind = try object.id("FeedbackType")
    let value = try object.number("Value") ?? 0
    guard value.magnitude <= Double(Float.greatestFiniteMagnitude) else {
      throw RequestFault(.invalid, part: object.path("Value"), "expected a number of 32 bits, found \(value)")
    }
    self.init(
      user: try object.id("UserId"), item: try object.id("ItemId"), kind: kind, value: Float(value),
      time: try object.time("Timestamp") ?? Timestamp.unknown, labels: object.value("Labels"),
      comment: try object.string("Comment") ?? "")
  }
}

extension FeedbackRecord {
  var gorse: JSONValue {
    .object([
      .init("FeedbackType", .string(kind)), .init("UserId", .string(user)), .init("ItemId", .string(item)),
      .init("Value", Self.number(value)), .init("Timestamp", .string(Timestamp.text(time))),
      .init("Updated", .string(Timestamp.text(updated))), .init("Labels", labels),
      .init("Comment", .string(comment)),
    ])
  }

  /// A sum of 32-bit values: in as few digits as tell it from its neighbours in 32 bits (0.1, not
  /// 0.10000000149011612).
  private static func number(_ value: Double) -> JSONValue {
    if let whole = Int64(exactly: value) { return .integer(whole) }
    return .number(Double(Float(value).description) ?? value)
  }
}

extension ScoredID {
  var gorse: JSONValue {
    .object([
      .init("Id", .string(id)), .init("Score", Int64(exactly: score).map { .integer($0) } ?? .number(score)),
    ])
  }
}
