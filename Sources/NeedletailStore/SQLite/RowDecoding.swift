import NeedletailData

/// How a user lies in columns.
enum UserRow {
  static let columns = "code, id, labels, comment"

  /// The user of a row; nil for an erased one.
  static func record(_ row: RawStatement) -> UserRecord? {
    guard let id = row.text(1) else { return nil }
    return UserRecord(id: id, labels: JSONValue(storedText: row.text(2)), comment: row.text(3) ?? "")
  }
}

/// How an item lies in columns.
enum ItemRow {
  static let columns = "code, id, is_present, is_hidden, categories, time, labels, comment"

  /// The item of a row; nil for a removed one.
  static func record(_ row: RawStatement) -> ItemRecord? {
    guard let id = row.text(1), row.int64(2) != 0 else { return nil }
    var categories: [String] = []
    if case .array(let names) = JSONValue(storedText: row.text(4)) { categories = names.compactMap(\.string) }
    return ItemRecord(
      id: id, isHidden: row.int64(3) != 0, categories: categories, time: row.optionalInt64(5),
      labels: JSONValue(storedText: row.text(6)), comment: row.text(7) ?? "")
  }
}

/// How an event lies in columns.
enum EventRow {
  static let columns = "sequence, user, item, kind, effect, value, time, completion, dwell, intent"

  static func event(_ row: RawStatement) -> StoredEvent {
    StoredEvent(
      sequence: row.int64(0), user: row.code(1), item: row.code(2),
      kind: UInt8(truncatingIfNeeded: row.int64(3)), effect: row.int64(4) == 1 ? .replaces : .adds,
      value: row.float(5), time: row.int64(6), completion: row.float(7), dwell: row.float(8),
      intent: row.float(9))
  }
}

extension JSONValue {
  /// The text that is stored: nil for null.
  var storedText: String? { self == .null ? nil : description }

  /// The value of a stored text. Text that is no JSON any more, which only damage can bring about and `check`
  /// finds, is null.
  init(storedText text: String?) {
    self = text.flatMap { try? JSONValue(parsing: $0) } ?? .null
  }
}
