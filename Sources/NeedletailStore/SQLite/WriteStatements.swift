import GRDB
import NeedletailData

/// The statements of the writer, prepared once a connection.
struct WriteStatements {
  private let findKey, findKinds, insertEvent, insertNote, endEvents, endItem: RawStatement
  private let insertKind, putUser, putItem, readUser, readItem: RawStatement
  private let removeItem, eraseNotes, eraseEvents, eraseUser, setSequence: RawStatement

  init(_ database: Database) throws {
    func prepare(_ sql: String) throws -> RawStatement { try RawStatement(database, sql) }
    findKey = try prepare("SELECT sequence, user, item FROM event WHERE key = ?")
    findKinds = try prepare(
      "SELECT DISTINCT kind FROM event WHERE user = ? AND item = ? AND ended IS NULL")
    insertEvent = try prepare("INSERT INTO event VALUES (?, NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
    insertNote = try prepare("INSERT INTO note VALUES (?, ?, ?)")
    endEvents = try prepare(
      "UPDATE event SET ended = ? WHERE user = ? AND item = ? AND kind = ? AND ended IS NULL")
    endItem = try prepare("UPDATE event SET ended = ? WHERE item = ? AND ended IS NULL")
    insertKind = try prepare("INSERT INTO kind VALUES (?, ?)")
    putUser = try prepare(
      """
      INSERT INTO user (code, id, labels, comment) VALUES (?, ?, ?, ?)
      ON CONFLICT (code) DO UPDATE SET labels = excluded.labels, comment = excluded.comment
      """)
    putItem = try prepare(
      """
      INSERT INTO item (code, id, is_present, is_hidden, categories, time, labels, comment)
      VALUES (?, ?, 1, ?, ?, ?, ?, ?)
      ON CONFLICT (code) DO UPDATE SET
        is_present = 1, is_hidden = excluded.is_hidden, categories = excluded.categories, time = excluded.time,
        labels = excluded.labels, comment = excluded.comment
      """)
    readUser = try prepare("SELECT \(UserRow.columns) FROM user WHERE code = ?")
    readItem = try prepare("SELECT \(ItemRow.columns) FROM item WHERE code = ? AND is_present = 1")
    removeItem = try prepare(
      """
      UPDATE item SET is_present = 0, is_hidden = 0, categories = NULL, time = NULL, labels = NULL, comment = ''
      WHERE code = ?
      """)
    eraseNotes = try prepare("DELETE FROM note WHERE event IN (SELECT sequence FROM event WHERE user = ?)")
    eraseEvents = try prepare("DELETE FROM event WHERE user = ?")
    eraseUser = try prepare("UPDATE user SET id = NULL, labels = NULL, comment = '' WHERE code = ?")
    setSequence = try prepare("UPDATE counter SET value = ? WHERE name = 'sequence'")
  }

  /// The receipt for a second sending of an event; nil for a first one.
  func event(_ key: EventKey) throws -> Receipt? {
    findKey.bind(1, key)
    defer { findKey.reset() }
    guard try findKey.step() else { return nil }
    return Receipt(
      sequence: findKey.int64(0), isDuplicate: true, affected: 0, user: findKey.code(1),
      itemCode: findKey.code(2))
  }

  /// The kinds of which a user has events that count with an item.
  func kinds(user: Int32, item: Int32) throws -> [UInt8] {
    findKinds.bind(1, user)
    findKinds.bind(2, item)
    var kinds: [UInt8] = []
    while try findKinds.step() { kinds.append(UInt8(truncatingIfNeeded: findKinds.int64(0))) }
    return kinds
  }

  func insert(_ event: StoredEvent, written: Int64, key: EventKey?) throws {
    insertEvent.bind(1, event.sequence)
    insertEvent.bind(2, event.user)
    insertEvent.bind(3, event.item)
    insertEvent.bind(4, Int64(event.kind))
    insertEvent.bind(5, Int64(event.effect.rawValue))
    insertEvent.bind(6, event.value)
    insertEvent.bind(7, event.time)
    insertEvent.bind(8, event.completion)
    insertEvent.bind(9, event.dwell)
    insertEvent.bind(10, event.intent)
    insertEvent.bind(11, written)
    if let key { insertEvent.bind(12, key) } else { insertEvent.bindNull(12) }
    try insertEvent.run()
  }

  func insertNote(_ sequence: Int64, labels: JSONValue, comment: String) throws {
    insertNote.bind(1, sequence)
    insertNote.bind(2, labels.storedText)
    insertNote.bind(3, comment)
    try insertNote.run()
  }

  func end(user: Int32, item: Int32, kind: UInt8, at sequence: Int64) throws {
    endEvents.bind(1, sequence)
    endEvents.bind(2, user)
    endEvents.bind(3, item)
    endEvents.bind(4, Int64(kind))
    try endEvents.run()
  }

  func insertKind(_ code: UInt8, _ name: String) throws {
    insertKind.bind(1, Int64(code))
    insertKind.bind(2, name)
    try insertKind.run()
  }

  func user(_ code: Int32) throws -> UserRecord? {
    readUser.bind(1, code)
    defer { readUser.reset() }
    return try readUser.step() ? UserRow.record(readUser) : nil
  }

  func item(_ code: Int32) throws -> ItemRecord? {
    readItem.bind(1, code)
    defer { readItem.reset() }
    return try readItem.step() ? ItemRow.record(readItem) : nil
  }

  func put(_ user: UserRecord, code: Int32) throws {
    putUser.bind(1, code)
    putUser.bind(2, user.id)
    putUser.bind(3, user.labels.storedText)
    putUser.bind(4, user.comment)
    try putUser.run()
  }

  func put(_ item: ItemRecord, code: Int32) throws {
    putItem.bind(1, code)
    putItem.bind(2, item.id)
    putItem.bind(3, item.isHidden ? 1 : 0 as Int64)
    putItem.bind(
      4, item.categories.isEmpty ? nil : JSONValue.array(item.categories.map { .string($0) }).description)
    putItem.bind(5, item.time)
    putItem.bind(6, item.labels.storedText)
    putItem.bind(7, item.comment)
    try putItem.run()
  }

  func removeItem(_ code: Int32, at sequence: Int64) throws {
    removeItem.bind(1, code)
    try removeItem.run()
    endItem.bind(1, sequence)
    endItem.bind(2, code)
    try endItem.run()
  }

  func eraseUser(_ code: Int32) throws {
    for statement in [eraseNotes, eraseEvents, eraseUser] {
      statement.bind(1, code)
      try statement.run()
    }
  }

  func setSequence(_ sequence: Int64) throws {
    setSequence.bind(1, sequence)
    try setSequence.run()
  }
}
