import GRDB

extension StoredCodes {
  /// Reads the codes.
  ///
  /// - Throws: `StoreError` (damaged) when they are not dense.
  init(_ database: Database, place: String) throws {
    let sequence = try Int64.fetchOne(database, sql: "SELECT value FROM counter WHERE name = 'sequence'")
    self.init(sequence: sequence ?? 0, place: place)
    var row = try RawStatement(database, "SELECT code, id FROM user ORDER BY code")
    while try row.step() { try addUser(row.int64(0), row.text(1)) }
    row = try RawStatement(database, "SELECT code, id, is_present FROM item ORDER BY code")
    while try row.step() { try addItem(row.int64(0), row.text(1) ?? "", isPresent: row.int64(2) != 0) }
    row = try RawStatement(database, "SELECT code, name FROM kind ORDER BY code")
    while try row.step() { try addKind(row.int64(0), row.text(1) ?? "") }
  }
}
