import NeedletailData

/// How a user lies in columns.
enum PostgresUserRow {
  static let columns = "code, id, labels, comment"

  /// The user of a row; nil for an erased one.
  static func record(_ rows: PostgresRows, _ row: Int) -> UserRecord? {
    guard let id = rows.text(row, 1) else { return nil }
    return UserRecord(
      id: id, labels: JSONValue(storedText: rows.text(row, 2)), comment: rows.text(row, 3) ?? "")
  }
}

/// How an item lies in columns.
enum PostgresItemRow {
  static let columns = "code, id, is_present, is_hidden, categories, time, labels, comment"

  /// The item of a row; nil for a removed one.
  static func record(_ rows: PostgresRows, _ row: Int) -> ItemRecord? {
    guard let id = rows.text(row, 1), rows.boolean(row, 2) else { return nil }
    var categories: [String] = []
    if case .array(let names) = JSONValue(storedText: rows.text(row, 4)) {
      categories = names.compactMap(\.string)
    }
    return ItemRecord(
      id: id, isHidden: rows.boolean(row, 3), categories: categories, time: rows.optionalInt64(row, 5),
      labels: JSONValue(storedText: rows.text(row, 6)), comment: rows.text(row, 7) ?? "")
  }
}

/// How an event lies in columns.
enum PostgresEventRow {
  static let columns =
    "sequence, user_code, item_code, kind_code, effect, value, time, completion, dwell, intent"

  static func event(_ rows: PostgresRows, _ row: Int) -> StoredEvent {
    StoredEvent(
      sequence: rows.int64(row, 0), user: rows.int32(row, 1), item: rows.int32(row, 2),
      kind: UInt8(truncatingIfNeeded: rows.int16(row, 3)),
      effect: rows.int16(row, 4) == 1 ? .replaces : .adds, value: rows.float(row, 5),
      time: rows.int64(row, 6), completion: rows.float(row, 7), dwell: rows.float(row, 8),
      intent: rows.float(row, 9))
  }
}
