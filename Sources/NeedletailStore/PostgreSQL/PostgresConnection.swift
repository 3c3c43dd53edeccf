import CPostgreSQL

/// One connection to a server; used by one thread at a time, which whoever hands it on sees to.
final class PostgresConnection: @unchecked Sendable {
  let address: PostgresAddress
  let handle: OpaquePointer
  /// How many statements of a pipeline have not been waited for.
  var outstanding = 0

  /// Connects, with the tables of a schema in sight.
  ///
  /// - Throws: `PostgresFault` (lost).
  init(_ address: PostgresAddress, schema: String) throws {
    self.address = address
    // Words before the address are defaults that it may change; words after it are final.
    let options: [(String, String)] = [
      ("connect_timeout", "10"), ("keepalives_idle", "10"), ("keepalives_interval", "5"),
      ("keepalives_count", "3"), ("tcp_user_timeout", "30000"), ("fallback_application_name", "needletail"),
      ("dbname", address.url), ("client_encoding", "UTF8"),
    ]
    let handle = withCStrings(options.map(\.0)) { names in
      withCStrings(options.map(\.1)) { values in PQconnectdbParams(names, values, 1) }
    }
    guard let handle else { throw PostgresFault(lost: nil, address: address) }
    self.handle = handle
    guard PQstatus(handle) == CONNECTION_OK else {
      throw PostgresFault(lost: handle, address: address)
    }
    PQsetNoticeProcessor(handle, { _, _ in }, nil)
    // Point reads and ordered reads only: machine code is not worth its making.
    try execute("SET search_path TO \(schema); SET jit = off; SET statement_timeout = 0")
  }

  deinit { PQfinish(handle) }

  /// Whether the last use found the connection alive.
  var isAlive: Bool { PQstatus(handle) == CONNECTION_OK }

  /// Runs statements that give no rows and take no values.
  func execute(_ sql: String) throws { _ = try rows(PQexec(handle, sql)) }

  /// Runs one statement.
  func query(_ sql: String, _ parameters: [PostgresParameter] = []) throws -> PostgresRows {
    try rows(
      parameters.withPointers { types, values, lengths, formats in
        PQexecParams(handle, sql, Int32(parameters.count), types, values, lengths, formats, 1)
      })
  }

  /// Prepares a statement of the writer.
  func prepare(_ statement: PostgresStatement) throws {
    _ = try rows(PQprepare(handle, statement.name, statement.sql, 0, nil))
  }

  /// Hands over the rows of a statement some at a time, within a transaction of the caller's.
  func stream(_ sql: String, chunk: Int = 4096, _ body: (PostgresRows) throws -> Void) throws {
    try execute("DECLARE reader NO SCROLL CURSOR FOR \(sql)")
    while true {
      let rows = try query("FETCH \(chunk) FROM reader")
      if rows.count > 0 { try body(rows) }
      guard rows.count == chunk else { break }
    }
    try execute("CLOSE reader")
  }

  /// The rows of a result, which is taken over.
  private func rows(_ result: OpaquePointer?) throws -> PostgresRows {
    guard let result else { throw PostgresFault(lost: handle, address: address) }
    let status = PQresultStatus(result)
    if status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK || status == PGRES_EMPTY_QUERY {
      return PostgresRows(result)
    }
    defer { PQclear(result) }
    throw isAlive ? PostgresFault(result, address: address) : PostgresFault(lost: handle, address: address)
  }
}

/// Lends texts as a list of C strings that ends with a null pointer.
private func withCStrings<Value>(
  _ texts: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> Value
) -> Value {
  let bytes = texts.map { Array($0.utf8CString) }
  let starts = bytes.map { text in
    let copy = UnsafeMutableBufferPointer<CChar>.allocate(capacity: text.count)
    _ = copy.initialize(from: text)
    return copy
  }
  defer { for start in starts { start.deallocate() } }
  return (starts.map { UnsafePointer($0.baseAddress) } + [nil]).withUnsafeBufferPointer { pointers in
    // The list has at least its null pointer.
    body(pointers.baseAddress!)
  }
}

extension [PostgresParameter] {
  /// Lends types, values, lengths and formats as the library wants them.
  func withPointers<Value>(
    _ body: (
      UnsafePointer<Oid>?, UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?
    ) -> Value
  ) -> Value {
    // A byte more keeps the start of an empty value from being null, which would mean NULL.
    var all: [CChar] = []
    all.reserveCapacity(reduce(1) { $0 + $1.bytes.count })
    var starts: [Int] = []
    for parameter in self {
      starts.append(all.count)
      all.append(contentsOf: parameter.bytes.lazy.map { CChar(bitPattern: $0) })
    }
    all.append(0)
    let formats = [Int32](repeating: 1, count: count)
    return all.withUnsafeBufferPointer { all in
      let values = starts.map { offset in all.baseAddress.map { $0 + offset } }
      return body(map(\.type), values, map { Int32($0.bytes.count) }, formats)
    }
  }
}
