import Glibc

/// The ownership of a store: a lock that the server keeps for the writer's session, and gives back when that ends.
///
/// A number that each owner draws and leaves in the table `state` tells whether somebody else owned the store while
/// the connection was away.
struct PostgresOwnership: Sendable {
  let address: PostgresAddress
  let schema: String
  /// What this owner has drawn.
  let mark = Int64.random(in: 1...Int64.max)

  /// How long a lock is waited for that a session may hold which is just ending, and how often is looked.
  private static let patience = 20
  private static let pauseMicroseconds: UInt32 = 50_000

  /// What the lock is called: a number from the schema's name. Databases have locks of their own.
  private var lock: Int64 {
    Int64(bitPattern: EventKey("needletail:\(schema)").first)
  }

  /// A new connection that holds the lock and is set up for writing, not yet for pipelines.
  ///
  /// - Throws: `StoreError` (inUse); `PostgresFault`.
  func connect() throws -> PostgresConnection {
    let connection = try PostgresConnection(address, schema: schema)
    try connection.execute("SET synchronous_commit = on; SET tcp_keepalives_idle = 10")
    try connection.execute("SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3")
    // Statements are planned once, perhaps while tables are empty: they must never come to scan full ones.
    try connection.execute("SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off")
    try connection.execute("SET enable_hashjoin = off; SET enable_mergejoin = off")
    for attempt in 0... {
      if try connection.query("SELECT pg_try_advisory_lock($1)", [.int64(lock)]).boolean(0, 0) { break }
      guard attempt < Self.patience else {
        throw StoreError(
          .inUse, place: address.place,
          "\(try owner(connection)) uses this store; stop it first, or name another database")
      }
      usleep(Self.pauseMicroseconds)
    }
    return connection
  }

  /// Who holds the lock, in words.
  private func owner(_ connection: PostgresConnection) throws -> String {
    let rows = try connection.query(
      """
      SELECT a.pid::bigint, coalesce(host(a.client_addr), 'this machine') FROM pg_locks l
      JOIN pg_stat_activity a ON a.pid = l.pid
      WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
        AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND (l.classid::bigint << 32 | l.objid::bigint) = $1
      """, [.int64(lock)])
    guard rows.count > 0 else { return "another process" }
    return "a process on \(rows.text(0, 1) ?? "?") (session \(rows.int64(0, 0)) of the server)"
  }

  /// Makes a connection ready to write groups.
  func prepare(_ connection: PostgresConnection) throws {
    for statement in PostgresStatement.allCases {
      try connection.prepare(statement)
    }
    try connection.beginPipeline()
  }

  /// Gives the lock back before the session ends, which takes the server a moment.
  func release(_ connection: PostgresConnection) {
    _ = try? connection.send("SELECT pg_advisory_unlock_all()")
    _ = try? connection.finish()
  }
}
