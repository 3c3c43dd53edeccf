import GRDB
import Synchronization

extension SQLiteStore {
  /// How many sequences one transaction of retention looks at: some milliseconds, so that writers wait no longer.
  private static let span: Int64 = 4096

  /// Forgets events of before a time for good; says how many.
  ///
  /// Works in short transactions, between which others write. Events that were there when it began are looked at.
  /// - Complexity: O(events).
  public func forgetEvents(before time: Int64) throws -> Int {
    let last = lastSequence
    var first: Int64 = 0
    var forgotten = 0
    while first < last {
      let (next, count) = try writing.withLock { writing in
        let outcome = try translatingFaults(of: directory) { [first] in
          try pool.write { try Self.forget(in: $0, from: first, before: time) }
        }
        if outcome.count > 0 { writing.mustClearLog = true }
        return outcome
      }
      forgotten += count
      guard let next else { break }
      first = next
    }
    writing.withLock { clearLog(&$0) }
    return forgotten
  }

  /// Forgets what is old among the sequences of one span; says where the next one starts.
  private static func forget(
    in database: Database, from first: Int64, before time: Int64
  ) throws -> (next: Int64?, count: Int) {
    let oldest = try Int64.fetchOne(
      database, sql: "SELECT min(sequence) FROM event WHERE sequence >= ?", arguments: [first])
    guard let oldest else { return (nil, 0) }
    let end = oldest + span
    let old = "sequence >= \(oldest) AND sequence < \(end) AND time < \(time)"
    try database.execute(sql: "DELETE FROM note WHERE event IN (SELECT sequence FROM event WHERE \(old))")
    try database.execute(sql: "DELETE FROM event WHERE \(old)")
    return (end, database.changesCount)
  }
}
