public import NeedletailCore
import NeedletailData
import NeedletailMath

extension SLIM {
  /// Finds the weights of every item, items side by side.
  ///
  /// - Throws: `TrainingError` when weights of the data are negative or not finite, or the Gram matrix does not
  ///   fit into memory; `CancelledError`.
  /// - Complexity: O(Σ m²) for histories of m items, and O(sweeps · a²) for an item of a weights.
  public func fit(
    _ data: TrainingData, from previous: (any Recommender)? = nil, options: TrainingOptions
  ) throws -> any Recommender {
    let bad = data.matrix.values?.withUnsafeBufferPointer { $0.first { !($0 >= 0 && $0.isFinite) } }
    if let bad {
      throw TrainingError(
        "slim needs weights that are finite and not negative; found \(bad): choose another weighting")
    }
    let gram = try SparseGram(data.matrix, options: options, work: Self.name)
    let items = data.matrix.columns
    let itemsAtOnce = 16
    let tasks = (items + itemsAtOnce - 1) / itemsAtOnce
    let progress = ProgressCounter(stage: "items", total: tasks, options.progress)
    var columns = [[ScoredItem]](repeating: [], count: items)
    try columns.withUnsafeMutableBufferPointer { columns in
      let columns = SharedPointer(columns)
      try options.pool.forEach(count: tasks, cancellation: options.cancellation) { task in
        let descent = CoordinateDescent(gram, self)
        for item in task * itemsAtOnce..<min((task + 1) * itemsAtOnce, items) {
          columns[item] = kept(of: descent.weights(of: item))
        }
        progress.step()
      }
    }
    return SLIMRecommender(self, Self.byHistoryItem(columns))
  }

  /// The largest weights, in ascending order of items.
  private func kept(of weights: [ScoredItem]) -> [ScoredItem] {
    guard neighbours > 0, weights.count > neighbours else { return weights }
    let largest = weights.sorted {
      abs($0.score) == abs($1.score) ? $0.item < $1.item : abs($0.score) > abs($1.score)
    }
    return largest.prefix(neighbours).sorted { $0.item < $1.item }
  }

  /// The weights of all items as a matrix whose row i says what item i of a history adds to which scores.
  private static func byHistoryItem(_ columns: [[ScoredItem]]) -> CSRMatrix {
    var offsets: [Int64] = [0]
    for column in columns { offsets.append(offsets[offsets.count - 1] + Int64(column.count)) }
    let byTarget = CSRMatrix(
      rows: columns.count, columns: columns.count, rowOffsets: SharedBuffer(offsets),
      columnIndices: SharedBuffer(columns.joined().map(\.item)),
      values: SharedBuffer(columns.joined().map(\.score)))
    return byTarget.transposed()
  }
}
