import CKernels
package import NeedletailMath

/// Dense weights between items that are moved, batch by batch, to where a weighted sum of squared errors is least.
///
/// The loss of a batch is Σ w_u ‖x_u − x_u W‖² + (C/2) ‖W‖², with Σ w = 1; the diagonal of W is zero and stays so.
/// Histories are sparse, so both products with X go over their entries: O(entries · items) a step where a
/// dense product takes O(users · items²).
package struct LinearLearner: Sendable {
  /// W, items × items.
  package var weights: Matrix
  /// C: twice the ridge of EASE, divided by the number of users, because the loss is a mean over users.
  let decay: Float
  var means: Matrix
  var squares: Matrix
  /// The mean of the weights after each step, step t counting t times; empty when it is not asked for.
  var averages: Matrix
  var steps = 0

  /// Columns that are worked on together: their piece of W stays in the cache while a batch passes by.
  static let columnsAtOnce = 256
  /// Rows of a task.
  static let rowsAtOnce = 32

  /// A learner that starts at some weights.
  ///
  /// - Parameters:
  ///   - weights: items × items, with zeros on the diagonal.
  ///   - decay: C.
  ///   - moves: whether steps will be taken; otherwise there are no moments.
  ///   - averages: whether the mean over steps is kept, which is what the learner has learnt then.
  package init(weights: Matrix, decay: Float, moves: Bool = true, averages: Bool = false) {
    self.weights = weights
    self.decay = decay
    means = Matrix(rows: moves ? weights.rows : 0, columns: weights.columns)
    squares = means
    self.averages = averages ? weights : Matrix(rows: 0, columns: weights.columns)
  }

  /// What was learnt: the mean of the weights where it is kept, else the weights as they stand.
  package var learnt: Matrix { averages.rows > 0 ? averages : weights }

  /// XW − X of a batch, users × items.
  package func residuals(
    _ batch: Range<Int>, of histories: UserHistories, pool: WorkerPool, cancellation: Cancellation? = nil
  ) throws -> Matrix {
    var result = try predictions(batch, of: histories, pool: pool, cancellation: cancellation)
    let width = result.columns
    result.withUnsafeMutableBufferPointer { result in
      for (row, user) in batch.enumerated() {
        for (item, value) in histories.matrix.entries(ofRow: user) { result[row * width + item] -= value }
      }
    }
    return result
  }

  /// XW of a batch, users × items.
  package func predictions(
    _ batch: Range<Int>, of histories: UserHistories, pool: WorkerPool, cancellation: Cancellation? = nil
  ) throws -> Matrix {
    let items = weights.columns
    var result = Matrix(rows: batch.count, columns: items)
    let matrix = histories.matrix
    try result.withUnsafeMutableBufferPointer { result in
      let result = SharedPointer(result)
      try Self.forEachPiece(rows: batch.count, columns: items, pool, cancellation) { rows, columns in
        weights.withUnsafeBufferPointer { weights in
          matrix.columnIndices.withUnsafeBufferPointer { indices in
            for row in rows {
              let range = matrix.range(ofRow: batch.lowerBound + row)
              let values = range.map { matrix.value(at: $0) }
              needletail_accumulate_rows(
                weights.baseAddress! + columns.lowerBound, items, indices.baseAddress! + range.lowerBound,
                values, range.count, result.base + row * items + columns.lowerBound, columns.count)
            }
          }
        }
      }
    }
    return result
  }

  /// Cuts a matrix into pieces of rows and columns and works on them; all rows of some columns come together.
  static func forEachPiece(
    rows: Int, columns: Int, _ pool: WorkerPool, _ cancellation: Cancellation?,
    _ body: @Sendable (_ rows: Range<Int>, _ columns: Range<Int>) -> Void
  ) throws {
    let rowParts = (rows + rowsAtOnce - 1) / rowsAtOnce
    let columnParts = (columns + columnsAtOnce - 1) / columnsAtOnce
    try pool.forEach(count: rowParts * columnParts, cancellation: cancellation) { part in
      let (column, row) = (part / rowParts * columnsAtOnce, part % rowParts * rowsAtOnce)
      body(row..<min(row + rowsAtOnce, rows), column..<min(column + columnsAtOnce, columns))
    }
  }
}
