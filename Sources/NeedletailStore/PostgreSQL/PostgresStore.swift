import Synchronization

/// A store in a PostgreSQL database, version 13 or later, for those who keep their data on a server already.
///
/// All tables lie in one schema of the database. Writing goes through one connection, which holds a lock that makes
/// its process the owner; a group is one transaction with `synchronous_commit = on`, and goes to the server and back
/// twice, whatever its size, if it only adds events. Readers have connections of their own and see one moment each.
///
/// When the connection is lost, so is the ownership: the next commit connects and locks anew, and goes on only when
/// nobody else has owned the store in between. A commit that was under way is looked for then, and either counts as
/// a whole or is sent again.
///
/// What is erased is deleted, and the tables are vacuumed at once. The server's write-ahead log, its archive and its
/// backups keep older pages as long as the server is told to, and space that was freed in a page keeps its bytes
/// until something else is written there.
public final class PostgresStore: Store {
  /// The codes of users, items and kinds.
  public let identifiers = Identifiers()
  /// Where the store is: host, port and database, without user and password.
  public let place: String

  let ownership: PostgresOwnership
  let readers: PostgresReaders
  let writing: Mutex<Writing>
  private let sequence: Atomic<Int64>

  /// What only the writer knows.
  struct Writing {
    /// Nil while the store is not owned.
    var connection: PostgresConnection?
    /// Items whose record was removed.
    var absentItems: Set<Int32>
    /// A group of which the server's answer has not come.
    var doubtful: GroupOutcome?
    /// Whether tables may still hold rows that were erased.
    var mustVacuum = false
    var isClosed = false
  }

  /// The sequence of the latest committed change; 0 for a new store.
  public var lastSequence: Int64 { sequence.load(ordering: .acquiring) }

  /// Opens the store of a database, making its schema and tables when they are not there.
  ///
  /// - Parameters:
  ///   - url: `postgresql://USER:PASSWORD@HOST:PORT/DATABASE`, with whatever libpq knows after a `?`; the password may
  ///     also stand in the environment (`PGPASSWORD`) or in `~/.pgpass`. No message ever holds it.
  ///   - schema: the name under which the tables lie; a database has room for several stores.
  /// - Throws: `StoreError`: inUse when another process, or another value of this one, owns it; unavailable when
  ///   the server cannot be reached or does not permit it; damaged; tooNew.
  /// - Complexity: O(users + items).
  public static func open(url: String, schema: String = "needletail") throws -> PostgresStore {
    let address = try PostgresAddress(url)
    try PostgresSchema.validate(schema, place: address.place)
    return try translatingFaults(of: address) { try PostgresStore(address, schema: schema) }
  }

  private init(_ address: PostgresAddress, schema: String) throws {
    ownership = PostgresOwnership(address: address, schema: schema)
    let connection = try ownership.connect()
    try PostgresSchema.migrate(connection, schema: schema)
    try connection.execute("UPDATE state SET owner = \(ownership.mark)")
    let codes = try StoredCodes(connection)
    codes.publish(to: identifiers)
    try ownership.prepare(connection)
    place = address.place
    readers = PostgresReaders(address, schema: schema)
    sequence = Atomic(codes.sequence)
    writing = Mutex(Writing(connection: connection, absentItems: codes.absentItems))
  }

  /// Writes a group of changes in one transaction, which is on the server's disk when this returns.
  ///
  /// - Throws: `StoreError`; nothing of the group was written then, and the store stays usable. One case is left
  ///   open: when the server went away in the middle of a commit and did not come back for some seconds, the message
  ///   says that the group may have been written. Sending it again adds no event twice that has an event id.
  /// - Complexity: O(log events) for each event, and two waits for the server.
  public func commit(_ changes: [Change], now: Int64) throws -> [Result<Receipt, ChangeError>] {
    guard !changes.isEmpty else { return [] }
    let results = try writing.withLock { writing in
      try translatingFaults(of: ownership.address) {
        try own(&writing)
        do {
          return try write(changes, now: now, &writing)
        } catch let loss as PostgresGroupLoss {
          if let results = try settle(loss, &writing) { return results }
          // The server has come back without the group.
          do {
            return try write(changes, now: now, &writing)
          } catch let loss as PostgresGroupLoss {
            throw loss.fault
          }
        }
      }
    }
    vacuum()
    return results
  }

  /// Writes a group on the connection that there is.
  ///
  /// - Throws: `PostgresGroupLoss` when the connection broke.
  private func write(
    _ changes: [Change], now: Int64, _ writing: inout Writing
  ) throws -> [Result<Receipt, ChangeError>] {
    guard let connection = writing.connection else {
      throw StoreError(.unavailable, place: place, "the store is not owned")
    }
    var pending: (results: [Result<Receipt, ChangeError>], outcome: GroupOutcome)?
    do {
      let batch = try PostgresBatch(connection, changes)
      var writer = GroupWriter(
        statements: batch, now: now, codes: GroupCodes(identifiers), sequence: lastSequence,
        absentItems: writing.absentItems)
      let results = try writer.write(changes)
      guard writer.sequence > lastSequence else {
        try batch.abandon()
        return results
      }
      pending = (results, GroupOutcome(writer))
      try batch.commit(sequence: writer.sequence)
    } catch let fault as PostgresFault {
      if !fault.isLost { try? connection.recover() }
      guard fault.isLost || !connection.isAlive else { throw fault }
      writing.connection = nil
      throw PostgresGroupLoss(fault: fault, pending: pending)
    }
    guard let pending else { return [] }
    adopt(pending.outcome, &writing)
    return pending.results
  }

  /// Lets memory know of a group that is durable.
  func adopt(_ outcome: GroupOutcome, _ writing: inout Writing) {
    outcome.codes.publish()
    writing.absentItems = outcome.absentItems
    if outcome.hasErased { writing.mustVacuum = true }
    sequence.store(outcome.sequence, ordering: .releasing)
  }

  /// Gives the store up.
  public func close() throws {
    vacuum()
    writing.withLock { writing in
      if let connection = writing.connection { ownership.release(connection) }
      writing.connection = nil
      writing.isClosed = true
    }
    readers.close()
  }
}

/// A connection that broke while a group was being written.
struct PostgresGroupLoss: Error {
  var fault: PostgresFault
  /// What the group comes to if the server has it; nil when it cannot have it.
  var pending: (results: [Result<Receipt, ChangeError>], outcome: GroupOutcome)?
}
