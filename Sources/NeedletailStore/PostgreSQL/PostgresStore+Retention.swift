import Synchronization

extension PostgresStore {
  /// How many sequences one transaction of retention looks at: some milliseconds, so that writers wait no longer.
  private static let span: Int64 = 4096

  /// Forgets events of before a time for good; says how many.
  ///
  /// Works in short transactions, between which others write. Events that were there when it began are looked at.
  /// - Complexity: O(events).
  public func forgetEvents(before time: Int64) throws -> Int {
    let last = lastSequence
    var first: Int64? = 0
    var forgotten = 0
    while let start = first, start < last {
      let (next, count) = try writing.withLock { writing in
        try translatingFaults(of: ownership.address) {
          try own(&writing)
          guard let connection = writing.connection else { return (nil as Int64?, 0) }
          do {
            let outcome = try Self.forget(on: connection, from: start, before: time)
            if outcome.count > 0 { writing.mustVacuum = true }
            return outcome
          } catch let fault as PostgresFault {
            if fault.isLost { writing.connection = nil } else { try? connection.recover() }
            throw fault
          }
        }
      }
      forgotten += count
      first = next
    }
    vacuum()
    return forgotten
  }

  /// Forgets what is old among the sequences of one span; says where the next one starts.
  private static func forget(
    on connection: PostgresConnection, from first: Int64, before time: Int64
  ) throws -> (next: Int64?, count: Int) {
    try connection.send("SELECT min(sequence) FROM events WHERE sequence >= \(first)")
    guard let oldest = try connection.finish().last?.optionalInt64(0, 0) else { return (nil, 0) }
    let end = oldest + span
    try connection.send(
      """
      WITH old AS (
        DELETE FROM events WHERE sequence >= \(oldest) AND sequence < \(end) AND time < \(time) RETURNING sequence
      ), told AS (DELETE FROM notes USING old WHERE event = old.sequence)
      SELECT count(*) FROM old
      """)
    return (end, Int(try connection.finish().last?.int64(0, 0) ?? 0))
  }
}
