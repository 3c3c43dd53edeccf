import Glibc
package import NeedletailMath

/// What a learner gets wrong about the users of a batch, seen from their own histories.
package enum SelfLoss {
  /// The length of the lists that are judged.
  static let cutoff = 100

  /// Σ_j (x_uj − x̂_uj)² of each user.
  package static func squares(_ residuals: Matrix) -> [Double] {
    (0..<residuals.rows).map { row in
      let residuals = residuals.row(row)
      var sum = 0.0
      for index in 0..<residuals.count { sum += Double(residuals[index]) * Double(residuals[index]) }
      return sum
    }
  }

  /// n · (1 − NDCG@100) of each user, where all n items are ranked by x̂_u and those of the history are
  /// relevant: nothing is masked, equal scores are ranked by item.
  ///
  /// - Parameter predictions: XW of the batch.
  package static func ranking(
    _ predictions: Matrix, _ batch: Range<Int>, of histories: UserHistories, pool: WorkerPool,
    cancellation: Cancellation?
  ) throws -> [Double] {
    var losses = [Double](repeating: 0, count: batch.count)
    let discounts = (0..<cutoff).map { 1 / log2(Double($0 + 2)) }
    let usersAtOnce = 32
    try losses.withUnsafeMutableBufferPointer { losses in
      let losses = SharedPointer(losses)
      let parts = (batch.count + usersAtOnce - 1) / usersAtOnce
      try pool.forEach(count: parts, cancellation: cancellation) { part in
        for row in part * usersAtOnce..<min((part + 1) * usersAtOnce, batch.count) {
          let ndcg = ndcg(
            predictions.row(row), history: histories.matrix.columns(ofRow: batch.lowerBound + row), discounts)
          losses[row] = Double(histories.items) * (1 - ndcg)
        }
      }
    }
    return losses
  }

  /// NDCG of the best items against the items of a history, which is not empty and ascends.
  private static func ndcg(_ scores: Span<Float>, history: Span<Int32>, _ discounts: [Double]) -> Double {
    let nothing = [Int32]()
    let list = TopK.select(scores, count: discounts.count, excluding: nothing.span)
    var gained = 0.0
    for (rank, entry) in list.enumerated() where contains(history, entry.item) { gained += discounts[rank] }
    return gained / discounts.prefix(history.count).reduce(0, +)
  }

  private static func contains(_ items: Span<Int32>, _ item: Int32) -> Bool {
    var (low, high) = (0, items.count)
    while low < high {
      let middle = (low + high) / 2
      if items[middle] < item { low = middle + 1 } else { high = middle }
    }
    return low < items.count && items[low] == item
  }
}
