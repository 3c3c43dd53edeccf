import CKernels

extension CSRMatrix {
  /// The product with a dense matrix: rows × columns of `other`.
  ///
  /// An element is a chain of fused multiply-adds over the row's entries in ascending order of columns.
  /// - Parameters:
  ///   - other: a matrix with as many rows as `self` has columns.
  ///   - pool: the threads; they share out rows.
  /// - Complexity: O(count · other.columns).
  public func multiplied(by other: Matrix, pool: WorkerPool) -> Matrix {
    precondition(other.rows == columns, "\(columns) columns times \(other.rows) rows")
    var result = Matrix(rows: rows, columns: other.columns)
    guard other.columns > 0, rows > 0 else { return result }
    let rowsAtOnce = 64
    let width = other.columns
    result.withUnsafeMutableBufferPointer { target in
      let target = SharedPointer(target)
      pool.forEach(count: (rows + rowsAtOnce - 1) / rowsAtOnce) { part in
        for row in part * rowsAtOnce..<min((part + 1) * rowsAtOnce, rows) {
          let range = range(ofRow: row)
          if range.isEmpty { continue }
          let weights = range.map { value(at: $0) }
          columnIndices.withUnsafeBufferPointer { indices in
            other.withUnsafeBufferPointer { other in
              needletail_accumulate_rows(
                other.baseAddress!, width, indices.baseAddress! + range.lowerBound,
                weights, range.count, target.base + row * width, width)
            }
          }
        }
      }
    }
    return result
  }
}
