public import NeedletailMath

/// How the events of one user with one item become the weight of that pair: a named transform.
///
/// A model is fitted on, and later asked with, weights of the same transform; its file names it.
public enum Weighting: Sendable, Hashable {
  /// 1 for every pair that occurs.
  case binary
  /// The value of the latest event; 1 when the log has no values.
  case value

  /// The weights of all pairs of a log as a matrix users × items.
  public func matrix(of log: InteractionLog) -> CSRMatrix {
    var rows = [[(column: Int, value: Float)]](repeating: [], count: log.users.count)
    let histories = Histories(of: log)
    for user in 0..<log.users.count {
      var latest: [Int: Float] = [:]
      for position in histories.positions(of: UserRow(user)) {
        latest[Int(log.itemRows[position])] = self == .binary ? 1 : log.values?[position] ?? 1
      }
      rows[user] = latest.map { (column: $0.key, value: $0.value) }
    }
    return CSRMatrix(columns: log.items.count, rows: rows)
  }
}
