public import NeedletailCore
import NeedletailData
import NeedletailMath

extension SLIM {
  /// Finds the weights of every item, items side by side.
  ///
  /// - Throws: `TrainingError` when weights of the data are negative or not finite; `CancelledError`.
  /// - Complexity: O(Σ m²) for histories of m items, and for an item of a weights O(sweeps · a²) with the Gram matrix,
  ///   O(sweeps · users of the a items) without.
  public func fit(
    _ data: TrainingData, from previous: (any Recommender)? = nil, options: TrainingOptions
  ) throws -> any Recommender {
    let bad = data.matrix.values?.withUnsafeBufferPointer { $0.first { !($0 >= 0 && $0.isFinite) } }
    if let bad {
      throw TrainingError(
        "slim needs weights that are finite and not negative; found \(bad): choose another weighting")
    }
    let items = data.matrix.columns
    let columns = ItemColumns(data.matrix)
    var found = [[ScoredItem]](repeating: [], count: items)
    if DenseGram.suits(data.shape) {
      let gram = try DenseGram(columns, options)
      try solve(&found, options) { GramResiduals(gram) }
    } else {
      try solve(&found, options) { UserResiduals(columns) }
    }
    return SparseWeightRecommender(self, Self.byHistoryItem(found))
  }

  /// Finds the weights of all items, in tasks of some items with a space of their own each.
  private func solve(
    _ found: inout [[ScoredItem]], _ options: TrainingOptions,
    in space: @Sendable () -> any ResidualSpace
  ) throws {
    let (items, itemsAtOnce) = (found.count, 32)
    let tasks = (items + itemsAtOnce - 1) / itemsAtOnce
    let progress = ProgressCounter(stage: "items", total: tasks, options.progress)
    try found.withUnsafeMutableBufferPointer { found in
      let found = SharedPointer(found)
      try options.pool.forEach(count: tasks, cancellation: options.cancellation) { task in
        let descent = CoordinateDescent(self, space(), items: items)
        for item in task * itemsAtOnce..<min((task + 1) * itemsAtOnce, items) {
          found[item] = kept(of: descent.weights(of: item))
        }
        progress.step()
      }
    }
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
