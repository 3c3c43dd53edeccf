import GRDB
import Glibc
public import NeedletailData

extension SQLiteStore {
  /// Everything that counts at one moment, as the commands of the tool read it; see `StoredDataSet` for what is in.
  public func dataSet() throws -> (data: DataSet, sequence: Int64) {
    try reading { try Self.dataSet($0, source: directory) }
  }

  /// Whether a directory holds a store.
  public static func isStore(directory: String) -> Bool {
    access(StoreDirectory.database(in: directory), F_OK) == 0
  }

  /// Reads the data of a store that another process may own and write at the time: one consistent moment, without
  /// taking the lock.
  ///
  /// - Throws: `StoreError`: unavailable for a missing one, damaged, tooNew.
  public static func dataSet(ofDirectory directory: String) throws -> (data: DataSet, sequence: Int64) {
    let path = StoreDirectory.database(in: directory)
    guard isStore(directory: directory) else {
      throw StoreError(
        .unavailable, place: directory, "expected a store's directory, found no needletail.sqlite")
    }
    return try reading(path) { try dataSet($0, source: directory) }
  }

  /// A connection that cannot write.
  static func readOnly(_ path: String) throws -> DatabaseQueue {
    var configuration = Configuration()
    configuration.readonly = true
    configuration.busyMode = .timeout(5)
    return try DatabaseQueue(path: path, configuration: configuration)
  }

  /// Reads a database at one moment without owning it.
  private static func reading<Value>(_ path: String, _ body: (Database) throws -> Value) throws -> Value {
    try translatingFaults(of: path) {
      let queue = try readOnly(path)
      defer { try? queue.close() }
      return try queue.read { database in
        try SQLiteSchema.require(database, place: path)
        return try body(database)
      }
    }
  }

  private static func dataSet(_ database: Database, source: String) throws -> (data: DataSet, sequence: Int64)
  {
    var gathered = StoredDataSet()
    var row = try RawStatement(database, "SELECT \(UserRow.columns) FROM user WHERE id IS NOT NULL")
    while try row.step() {
      if let user = UserRow.record(row) { gathered.add(user, code: row.code(0)) }
    }
    row = try RawStatement(database, "SELECT \(ItemRow.columns) FROM item WHERE is_present = 1")
    while try row.step() {
      if let item = ItemRow.record(row) { gathered.add(item, code: row.code(0)) }
    }
    row = try RawStatement(
      database, "SELECT \(EventRow.columns) FROM event WHERE ended IS NULL ORDER BY sequence")
    while try row.step() { gathered.add(EventRow.event(row)) }
    let kinds = try String.fetchAll(database, sql: "SELECT name FROM kind ORDER BY code")
    let sequence = try Int64.fetchOne(database, sql: "SELECT value FROM counter WHERE name = 'sequence'")
    return (try gathered.dataSet(source: source, kindNames: kinds), sequence ?? 0)
  }
}
