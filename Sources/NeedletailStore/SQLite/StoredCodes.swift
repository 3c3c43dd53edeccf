import GRDB

/// The codes of a store as they lie in its tables, read when it is opened.
struct StoredCodes: Sendable {
  /// Ids by code; nil for erased users.
  private var users: [String?] = []
  private var items: [String] = []
  private var kinds: [String] = []
  /// Items whose record was removed.
  private(set) var absentItems: Set<Int32> = []
  /// The sequence of the latest change.
  private(set) var sequence: Int64

  /// Reads the codes.
  ///
  /// - Throws: `StoreError` (damaged) when they are not dense.
  init(_ database: Database, place: String) throws {
    func require(_ isSound: Bool, _ what: String) throws {
      guard isSound else { throw StoreError(.damaged, place: place, "the codes of \(what) are not dense") }
    }
    var row = try RawStatement(database, "SELECT code, id FROM user ORDER BY code")
    while try row.step() {
      try require(row.int64(0) == Int64(users.count), "users")
      users.append(row.text(1))
    }
    row = try RawStatement(database, "SELECT code, id, is_present FROM item ORDER BY code")
    while try row.step() {
      try require(row.int64(0) == Int64(items.count), "items")
      if row.int64(2) == 0 { absentItems.insert(Int32(items.count)) }
      items.append(row.text(1) ?? "")
    }
    row = try RawStatement(database, "SELECT code, name FROM kind ORDER BY code")
    while try row.step() {
      try require(row.int64(0) == Int64(kinds.count) && kinds.count < ChangeLimits.kinds, "kinds")
      kinds.append(row.text(1) ?? "")
    }
    sequence = try Int64.fetchOne(database, sql: "SELECT value FROM counter WHERE name = 'sequence'") ?? 0
  }

  /// Gives the codes to empty identifiers.
  func publish(to identifiers: Identifiers) {
    for id in users { identifiers.appendUser(id) }
    for id in items { identifiers.appendItem(id) }
    for name in kinds { identifiers.appendKind(name) }
  }
}
