import Glibc
import Synchronization

extension PostgresStore {
  /// How long a commit waits for a server that went away in the middle of it.
  private static let patience = Duration.seconds(3)
  private static let pauseMicroseconds: UInt32 = 100_000

  /// Makes sure that the store is owned: connects and locks anew when the connection was lost.
  ///
  /// - Throws: `StoreError`: unavailable while the server is not there; inUse when another process has owned the
  ///   store since, for good: what memory knows is old then.
  func own(_ writing: inout Writing) throws {
    guard !writing.isClosed else { throw StoreError(.unavailable, place: place, "the store is closed") }
    if let connection = writing.connection, connection.isAlive { return }
    writing.connection = nil
    let connection: PostgresConnection
    do {
      connection = try ownership.connect()
    } catch let refusal as StoreError where refusal.code == .inUse {
      // Perhaps the lost session itself, which the server has not missed yet.
      throw StoreError(
        .unavailable, place: place, "the connection was lost, and now \(refusal.message)")
    }
    let schema = ownership.schema
    try PostgresSchema.require(connection, schema: schema)
    let state = try connection.query("SELECT sequence, owner FROM state")
    guard state.int64(0, 1) == ownership.mark else {
      throw StoreError(
        .inUse, place: place,
        "another process has owned this store while the connection was lost; open the store anew")
    }
    let found = state.int64(0, 0)
    if let doubtful = writing.doubtful, found == doubtful.sequence {
      adopt(doubtful, &writing)
    } else if found != lastSequence {
      throw StoreError(
        .damaged, place: place,
        "after the connection was lost, the latest change is \(found), expected \(lastSequence)")
    }
    writing.doubtful = nil
    try ownership.prepare(connection)
    writing.connection = connection
  }

  /// Finds out what became of a group whose connection broke.
  ///
  /// - Returns: its results when the server has it; nil when it has not, and the store is owned again.
  /// - Throws: `StoreError` (unavailable) when the server does not come back soon.
  func settle(
    _ loss: PostgresGroupLoss, _ writing: inout Writing
  ) throws -> [Result<Receipt, ChangeError>]? {
    writing.doubtful = loss.pending?.outcome
    let clock = ContinuousClock()
    let end = clock.now + Self.patience
    while true {
      do {
        let before = lastSequence
        try own(&writing)
        return lastSequence > before ? loss.pending?.results : nil
      } catch let fault as PostgresFault where fault.isLost && clock.now < end {
        usleep(Self.pauseMicroseconds)
      } catch let fault as PostgresFault {
        throw StoreError(
          .unavailable, place: place,
          "the connection was lost (\(fault.message)); "
            + (loss.pending == nil
              ? "nothing of the group was written" : "the group may have been written; send it again"))
      }
    }
  }

  /// Vacuums the tables if somebody was erased; what cannot be done now is done after the next commit.
  func vacuum() {
    let isDue = writing.withLock { writing in
      defer { writing.mustVacuum = false }
      return writing.mustVacuum
    }
    guard isDue else { return }
    do {
      try readers.maintain(["VACUUM events", "VACUUM notes", "VACUUM users"])
    } catch {
      writing.withLock { $0.mustVacuum = true }
    }
  }
}

extension PostgresConnection {
  /// Ends a transaction that failed, so that the next one can begin.
  func recover() throws {
    try send("ROLLBACK")
    _ = try finish()
  }
}
