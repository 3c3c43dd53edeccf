/// The largest singular values of a sparse matrix with their vectors: Halko, Martinsson and Tropp, "Finding
/// structure with randomness", SIAM Review 2011, algorithm 4.4.
///
/// ```swift
/// let svd = try RandomizedSVD(of: matrix, rank: 50, seed: 1, pool: pool)
/// ```
///
/// The result does not depend on the number of threads. Each pair of vectors has the sign that makes the element
/// of largest size on the right positive.
public struct RandomizedSVD: Sendable {
  /// Descending; `rank` of them, zeros past the rank of the matrix.
  public let singularValues: [Float]
  /// Rows × rank: one left vector a column; nil when it was not wanted.
  public let left: Matrix?
  /// Columns × rank: one right vector a column.
  public let right: Matrix

  /// The decomposition of a matrix of rows × columns.
  ///
  /// - Parameters:
  ///   - rank: how many singular values; beyond the smaller side they are zero.
  ///   - oversampling: at least how many directions more are looked at.
  ///   - powerIterations: how often the directions are multiplied with XᵀX; more separate close values better.
  ///   - seed: of the random directions.
  ///   - wantsLeft: whether the left vectors are computed too.
  ///   - progress: told before each product.
  /// - Throws: `NonFiniteError` when products overflow or an element is not finite; `CancelledError`.
  /// - Complexity: O((powerIterations + 1) · (entries · k + (rows + columns) · k²)), k = rank + oversampling, and
  ///   8 · (rows + columns) · k bytes.
  public init(
    of matrix: CSRMatrix, rank: Int, oversampling: Int = 10, powerIterations: Int = 4, seed: UInt64,
    wantsLeft: Bool = false, pool: WorkerPool, cancellation: Cancellation? = nil,
    progress: TileProgress? = nil
  ) throws {
    precondition(rank > 0 && oversampling >= 0 && powerIterations >= 0, "rank \(rank)")
    // Whole vectors of the kernels; more directions only help.
    let width = (rank + oversampling + 15) / 16 * 16
    let transposed = matrix.transposed()
    var directions = Self.directions(count: matrix.columns, width: width, seed: seed, pool: pool)
    var basis = Matrix(rows: 0, columns: 0)
    let steps = powerIterations + 1
    for step in 0..<steps {
      progress?(step, steps)
      try cancellation?.check()
      basis = try Self.orthonormal(matrix.multiplied(by: directions, pool: pool), pool, cancellation).basis
      directions = transposed.multiplied(by: basis, pool: pool)
      guard step + 1 < steps else { break }
      directions = try Self.orthonormal(directions, pool, cancellation).basis
    }
    // Xᵀ Q = P R, so X ≈ Q Rᵀ Pᵀ: the small matrix R has the singular values.
    let last = try Self.orthonormal(directions, pool, cancellation)
    let small = SmallSVD(last.factor, order: width)
    let kept = min(rank, matrix.rows, matrix.columns)
    singularValues = (0..<rank).map { $0 < kept ? Float(small.values[$0]) : 0 }
    // R = A Σ Bᵀ gives the right vectors P A and the left ones Q B.
    let right = try Self.turned(last.basis, by: small.left, rank: rank, kept: kept, pool, cancellation)
    let signs = Self.signs(of: right)
    self.right = Self.multiplied(right, by: signs)
    left =
      wantsLeft
      ? Self.multiplied(
        try Self.turned(basis, by: small.right, rank: rank, kept: kept, pool, cancellation), by: signs) : nil
    progress?(steps, steps)
  }

  private static func orthonormal(
    _ matrix: consuming Matrix, _ pool: WorkerPool, _ cancellation: Cancellation?
  ) throws -> OrthonormalBasis {
    try OrthonormalBasis(of: matrix, pool: pool, cancellation: cancellation)
  }

  /// Standard normal numbers, a random stream a row.
  private static func directions(count: Int, width: Int, seed: UInt64, pool: WorkerPool) -> Matrix {
    var matrix = Matrix(rows: count, columns: width)
    matrix.withUnsafeMutableBufferPointer { elements in
      let elements = SharedPointer(elements)
      let rowsAtOnce = 256
      pool.forEach(count: (count + rowsAtOnce - 1) / rowsAtOnce) { part in
        for row in part * rowsAtOnce..<min((part + 1) * rowsAtOnce, count) {
          var stream = RandomStream(seed: seed, purpose: 0x5BD1, row: row)
          for column in stride(from: 0, to: width, by: 2) {
            let (a, b) = stream.normalPair()
            elements[row * width + column] = Float(a)
            elements[row * width + column + 1] = Float(b)
          }
        }
      }
    }
    return matrix
  }

  /// The basis times the first columns of a small matrix; columns past `kept` are zero.
  private static func turned(
    _ basis: Matrix, by small: [Double], rank: Int, kept: Int, _ pool: WorkerPool,
    _ cancellation: Cancellation?
  ) throws -> Matrix {
    let width = basis.columns
    let turn = SharedBuffer<Float>(count: width * rank) { turn in
      for row in 0..<width {
        for column in 0..<rank {
          turn[row * rank + column] = column < kept ? Float(small[row * width + column]) : 0
        }
      }
    }
    return try Matrix.product(
      basis.plain, Matrix(rows: width, columns: rank, elements: turn).plain, pool: pool,
      cancellation: cancellation)
  }

  /// For each column the sign of its element of largest size.
  private static func signs(of matrix: Matrix) -> [Float] {
    var largest = [Float](repeating: 0, count: matrix.columns)
    matrix.withUnsafeBufferPointer { elements in
      for (place, element) in elements.enumerated() where abs(element) > abs(largest[place % largest.count]) {
        largest[place % largest.count] = element
      }
    }
    return largest.map { $0 < 0 ? -1 : 1 }
  }

  private static func multiplied(_ matrix: consuming Matrix, by signs: [Float]) -> Matrix {
    var matrix = matrix
    matrix.withUnsafeMutableBufferPointer { elements in
      for place in elements.indices { elements[place] *= signs[place % signs.count] }
    }
    return matrix
  }
}
