import GRDB
import GRDBSQLite

/// A prepared statement that is bound and stepped without boxing its values: a million rows pass in half a second.
///
/// It lives within one access to the database, and must be reset before that ends.
struct RawStatement {
  private let statement: Statement
  private var pointer: OpaquePointer { statement.sqliteStatement }

  /// Takes the statement from the connection's cache, or prepares it.
  init(_ database: Database, _ sql: String) throws {
    statement = try database.cachedStatement(sql: sql)
  }

  // Binding fails for a wrong place only, which would be a fault of ours that the first test shows; SQLite copies
  // texts and bytes at once, as `transient` demands.

  func bind(_ place: Int32, _ number: Int64) { sqlite3_bind_int64(pointer, place, number) }
  func bind(_ place: Int32, _ number: Int32) { sqlite3_bind_int64(pointer, place, Int64(number)) }
  func bindNull(_ place: Int32) { sqlite3_bind_null(pointer, place) }

  func bind(_ place: Int32, _ number: Int64?) {
    if let number { bind(place, number) } else { bindNull(place) }
  }

  /// NaN becomes NULL.
  func bind(_ place: Int32, _ number: Float) {
    if number.isNaN { bindNull(place) } else { sqlite3_bind_double(pointer, place, Double(number)) }
  }

  func bind(_ place: Int32, _ text: String?) {
    guard var text else { return bindNull(place) }
    text.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) { characters in
        guard let start = characters.baseAddress else {
          sqlite3_bind_text(pointer, place, "", 0, Self.transient)
          return
        }
        sqlite3_bind_text(pointer, place, start, Int32(characters.count), Self.transient)
      }
    }
  }

  /// Two words as a blob of 16 bytes.
  func bind(_ place: Int32, _ key: EventKey) {
    withUnsafeBytes(of: key) { bytes in
      _ = sqlite3_bind_blob(pointer, place, bytes.baseAddress, Int32(bytes.count), Self.transient)
    }
  }

  private static var transient: sqlite3_destructor_type {
    unsafeBitCast(-1, to: sqlite3_destructor_type.self)
  }

  /// Goes on to the next row; false at the end, where the statement is reset.
  func step() throws -> Bool {
    switch sqlite3_step(pointer) {
    case SQLITE_ROW: return true
    case SQLITE_DONE:
      reset()
      return false
    default:
      let handle = sqlite3_db_handle(pointer)
      let error = DatabaseError(
        resultCode: ResultCode(rawValue: sqlite3_extended_errcode(handle)),
        message: sqlite3_errmsg(handle).map { String(cString: $0) })
      reset()
      throw error
    }
  }

  /// Runs a statement that gives no rows.
  func run() throws { while try step() {} }

  /// Makes the statement ready for other values.
  func reset() { sqlite3_reset(pointer) }

  func isNull(_ column: Int32) -> Bool { sqlite3_column_type(pointer, column) == SQLITE_NULL }
  func int64(_ column: Int32) -> Int64 { sqlite3_column_int64(pointer, column) }
  func optionalInt64(_ column: Int32) -> Int64? { isNull(column) ? nil : int64(column) }
  func code(_ column: Int32) -> Int32 { Int32(truncatingIfNeeded: int64(column)) }

  /// NULL becomes NaN.
  func float(_ column: Int32) -> Float {
    isNull(column) ? .nan : Float(sqlite3_column_double(pointer, column))
  }

  /// NULL becomes nil.
  func text(_ column: Int32) -> String? {
    guard let start = sqlite3_column_text(pointer, column) else { return nil }
    let count = Int(sqlite3_column_bytes(pointer, column))
    return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
  }
}
