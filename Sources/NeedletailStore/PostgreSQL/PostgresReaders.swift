import Synchronization

/// Connections for reading: some wait for their next use, others are made when those do not suffice.
final class PostgresReaders: Sendable {
  private let address: PostgresAddress
  private let schema: String
  /// Nil after the end.
  private let idle = Mutex<[PostgresConnection]?>([])
  private static let keeps = 4

  init(_ address: PostgresAddress, schema: String) {
    self.address = address
    self.schema = schema
  }

  /// Lets work read one moment of the database.
  ///
  /// - Throws: what the work throws; `PostgresFault`; `StoreError` (unavailable) after the end.
  func read<Value>(_ body: (PostgresConnection) throws -> Value) throws -> Value {
    let connection = try begin()
    do {
      let value = try body(connection)
      try connection.execute("COMMIT")
      giveBack(connection)
      return value
    } catch {
      // An ended transaction makes the connection as good as new; one that cannot be ended is let go.
      if connection.isAlive, (try? connection.execute("ROLLBACK")) != nil { giveBack(connection) }
      throw error
    }
  }

  /// Runs statements that stand in no transaction, on a connection apart from the writer's.
  func maintain(_ sql: [String]) throws {
    let connection = try PostgresConnection(address, schema: schema)
    for statement in sql { try connection.execute(statement) }
  }

  /// A connection in a transaction that only reads. One that waited may be dead since the server was started anew;
  /// this shows before anything was read.
  private func begin() throws -> PostgresConnection {
    let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
    while let connection = try take() {
      do {
        try connection.execute(begin)
        return connection
      } catch  where !connection.isAlive {
        continue
      }
    }
    let connection = try PostgresConnection(address, schema: schema)
    try connection.execute(begin)
    return connection
  }

  private func take() throws -> PostgresConnection? {
    try idle.withLock { idle in
      guard idle != nil else {
        throw StoreError(.unavailable, place: address.place, "the store is closed")
      }
      return idle?.popLast()
    }
  }

  private func giveBack(_ connection: PostgresConnection) {
    idle.withLock { idle in
      if let count = idle?.count, count < Self.keeps { idle?.append(connection) }
    }
  }

  /// Lets all connections go; none is made any more.
  func close() { idle.withLock { $0 = nil } }
}
