import NeedletailCore
import NeedletailMath

/// The Gram matrix XᵀX of users × items as far as it is not zero: one row an item, its columns ascending.
struct SparseGram: Sendable {
  /// Items × items.
  let matrix: CSRMatrix
  /// ‖x_i‖² of each item.
  let diagonal: [Float]

  /// Rows that one thread works on at a time.
  private static let rowsAtOnce = 64

  /// The Gram matrix of users × items.
  ///
  /// Rows are made twice: first to count their entries, so that the memory is known before it is taken.
  /// - Parameter work: who needs it, for the message of a refusal.
  /// - Throws: `TrainingError` when the entries do not fit into memory; `CancelledError`.
  /// - Complexity: O(Σ m²) for histories of m items.
  init(_ matrix: CSRMatrix, options: TrainingOptions, work: String) throws {
    let rows = Rows(matrix: matrix, byItem: matrix.transposed())
    let counts = try rows.counts(options)
    var offsets = [Int64](repeating: 0, count: counts.count + 1)
    for (row, count) in counts.enumerated() { offsets[row + 1] = offsets[row] + Int64(count) }
    let total = Int(offsets[counts.count])
    try options.checkMemory(
      MemoryEstimate([.init("Gram matrix of \(total) pairs of items", bytes: 8 * total)]), for: work,
      remedy: "leave out users with very long histories, or use ease or elsa")
    (self.matrix, diagonal) = try rows.fill(offsets, options)
  }

  private struct Rows {
    let matrix: CSRMatrix
    let byItem: CSRMatrix

    /// Calls the closure with each row of the Gram matrix.
    func forEach(
      _ stage: String, _ options: TrainingOptions, _ body: @Sendable (_ row: Int, NeighbourScratch) -> Void
    ) throws {
      let tasks = (byItem.rows + rowsAtOnce - 1) / rowsAtOnce
      let progress = ProgressCounter(stage: stage, total: tasks, options.progress)
      try options.pool.forEach(count: tasks, cancellation: options.cancellation) { task in
        let scratch = NeighbourScratch(width: byItem.rows)
        byItem.columnIndices.withUnsafeBufferPointer { users in
          for row in task * rowsAtOnce..<min((task + 1) * rowsAtOnce, byItem.rows) {
            let range = byItem.range(ofRow: row)
            let own = UnsafeBufferPointer(rebasing: users[range])
            if let values = byItem.values {
              values.withUnsafeBufferPointer {
                scratch.add(matrix, rows: own, weights: UnsafeBufferPointer(rebasing: $0[range]))
              }
            } else {
              scratch.add(matrix, rows: own, weights: nil)
            }
            scratch.take()
            body(row, scratch)
          }
        }
        progress.step()
      }
    }

    func counts(_ options: TrainingOptions) throws -> [Int] {
      var counts = [Int](repeating: 0, count: byItem.rows)
      try counts.withUnsafeMutableBufferPointer { counts in
        let counts = SharedPointer(counts)
        try forEach("count pairs", options) { counts[$0] = $1.count }
      }
      return counts
    }

    func fill(_ offsets: [Int64], _ options: TrainingOptions) throws -> (CSRMatrix, [Float]) {
      let total = Int(offsets[byItem.rows])
      var diagonal = [Float](repeating: 0, count: byItem.rows)
      var values = SharedBuffer<Float>(zeros: total)
      let columns = try SharedBuffer<Int32>(count: total) { columns in
        try values.withUnsafeMutableBufferPointer { values in
          try diagonal.withUnsafeMutableBufferPointer { diagonal in
            let (columns, values) = (SharedPointer(columns), SharedPointer(values))
            let diagonal = SharedPointer(diagonal)
            try forEach("Gram matrix", options) { row, scratch in
              let start = Int(offsets[row])
              (columns.base + start).update(from: scratch.columns, count: scratch.count)
              (values.base + start).update(from: scratch.values, count: scratch.count)
              for place in 0..<scratch.count where scratch.columns[place] == Int32(row) {
                diagonal[row] = scratch.values[place]
              }
            }
          }
        }
      }
      let matrix = CSRMatrix(
        rows: byItem.rows, columns: byItem.rows, rowOffsets: SharedBuffer(offsets), columnIndices: columns,
        values: values)
      return (matrix, diagonal)
    }
  }
}
