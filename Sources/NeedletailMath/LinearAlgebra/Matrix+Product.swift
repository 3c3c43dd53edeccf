extension Matrix {
  /// A factor of a product: a matrix, or its transpose.
  public struct Factor: Sendable {
    let matrix: Matrix
    let isTransposed: Bool
    /// Rows of the factor.
    public var rows: Int { isTransposed ? matrix.columns : matrix.rows }
    /// Columns of the factor.
    public var columns: Int { isTransposed ? matrix.rows : matrix.columns }

    /// Some rows of a left factor, or columns of a right one.
    func block(_ base: UnsafePointer<Float>, rows: Range<Int>? = nil, columns: Range<Int>? = nil)
      -> BLAS.Factor
    {
      let (rows, columns) = (rows ?? 0..<self.rows, columns ?? 0..<self.columns)
      let (down, across) = isTransposed ? (columns, rows) : (rows, columns)
      let block = BLAS.Block(
        UnsafeMutablePointer(mutating: base + down.lowerBound * matrix.columns + across.lowerBound),
        rows: down.count, columns: across.count, stride: matrix.columns)
      return isTransposed ? block.transposed : block.plain
    }
  }

  /// The matrix as a factor.
  public var plain: Factor { Factor(matrix: self, isTransposed: false) }
  /// The transposed matrix as a factor, without a copy.
  public var turned: Factor { Factor(matrix: self, isTransposed: true) }

  /// a · b.
  ///
  /// - Throws: `CancelledError`.
  public static func product(
    _ a: Factor, _ b: Factor, scale: Float = 1, pool: WorkerPool, cancellation: Cancellation? = nil
  ) throws -> Matrix {
    var result = Matrix(rows: a.rows, columns: b.columns)
    try result.multiply(a, b, scale: scale, pool: pool, cancellation: cancellation)
    return result
  }

  /// Replaces the matrix by scale · a · b + keep · itself.
  ///
  /// Every tile of 512 × 1024 elements is one product on one thread, so the result does not depend on the number
  /// of threads.
  /// - Precondition: shapes agree; neither factor shares memory with this matrix.
  /// - Throws: `CancelledError`; the matrix is then of no use.
  /// - Complexity: O(rows · a.columns · columns).
  public mutating func multiply(
    _ a: Factor, _ b: Factor, scale: Float = 1, keeping keep: Float = 0, pool: WorkerPool,
    cancellation: Cancellation? = nil
  ) throws {
    precondition(
      a.rows == rows && b.columns == columns && a.columns == b.rows,
      "(\(a.rows) × \(a.columns)) · (\(b.rows) × \(b.columns)) into \(rows) × \(columns)")
    guard rows > 0, columns > 0 else { return }
    guard a.columns > 0 else {
      withUnsafeMutableBufferPointer { for index in $0.indices { $0[index] *= keep } }
      return
    }
    let (rows, columns) = (rows, columns)
    let (tileRows, tileColumns) = (512, 1024)
    let across = (columns + tileColumns - 1) / tileColumns
    let tasks = (rows + tileRows - 1) / tileRows * across
    try withUnsafeMutableBufferPointer { target in
      let target = SharedPointer(target)
      try pool.forEach(count: tasks, cancellation: cancellation) { task in
        let down = task / across * tileRows..<min((task / across + 1) * tileRows, rows)
        let right = task % across * tileColumns..<min((task % across + 1) * tileColumns, columns)
        a.matrix.withUnsafeBufferPointer { left in
          b.matrix.withUnsafeBufferPointer { other in
            BLAS.multiply(
              a.block(left.baseAddress!, rows: down), b.block(other.baseAddress!, columns: right),
              scale: scale,
              into: BLAS.Block(
                target.base + down.lowerBound * columns + right.lowerBound, rows: down.count,
                columns: right.count, stride: columns), keeping: keep)
          }
        }
      }
    }
  }
}
