import COpenBLAS

/// An orthonormal basis of the columns of a tall matrix.
struct OrthonormalBasis {
  /// Q, rows × columns: its columns are orthonormal, or zero past the rank.
  var basis: Matrix
  /// R, columns × columns, row-major: the matrix was QR.
  var factor: [Double]

  /// The basis through the eigenvectors of the Gram matrix, twice: once leaves errors of the condition number
  /// squared, the second time of rounding.
  ///
  /// Directions shorter than 32-bit floats can tell from rounding are left out as zeros, so a matrix of low
  /// rank is no trouble.
  /// - Throws: `NonFiniteError`, `CancelledError`.
  /// - Complexity: O(rows · columns² + columns³).
  init(of matrix: consuming Matrix, pool: WorkerPool, cancellation: Cancellation?) throws {
    basis = matrix
    let columns = basis.columns
    factor = [Double](repeating: 0, count: columns * columns)
    for index in 0..<columns { factor[index * (columns + 1)] = 1 }
    for _ in 0..<2 {
      let gram = try Self.gram(of: basis, pool: pool, cancellation: cancellation)
      guard gram.allSatisfy(\.isFinite) else { throw NonFiniteError() }
      let axes = SymmetricEigen(gram, order: columns)
      let least = (axes.values.last ?? 0) * Double(Float.ulpOfOne) * 4 * Double(columns).squareRoot()
      let lengths = axes.values.map { $0 > least ? $0.squareRoot() : 0 }
      // Q ← Q V / lengths, R ← lengths Vᵀ R.
      let turn = SharedBuffer<Float>(count: columns * columns) { turn in
        for axis in 0..<columns {
          for k in 0..<columns {
            let element = lengths[axis] > 0 ? axes.vectors[axis * columns + k] / lengths[axis] : 0
            turn[axis * columns + k] = Float(element)
          }
        }
      }
      basis = try Matrix.product(
        basis.plain, Matrix(rows: columns, columns: columns, elements: turn).turned, pool: pool,
        cancellation: cancellation)
      factor = Self.product(lengths, axes.vectors, factor, columns)
    }
  }

  /// diag(lengths) · vectors · factor.
  private static func product(_ lengths: [Double], _ vectors: [Double], _ factor: [Double], _ n: Int)
    -> [Double]
  {
    guard n > 0 else { return [] }
    var result = [Double](repeating: 0, count: n * n)
    BLAS.prepare()
    cblas_dgemm(
      CblasRowMajor, CblasNoTrans, CblasNoTrans, Int32(n), Int32(n), Int32(n), 1, vectors, Int32(n), factor,
      Int32(n), 0, &result, Int32(n))
    for row in 0..<n { for column in 0..<n { result[row * n + column] *= lengths[row] } }
    return result
  }

  /// MᵀM in doubles: floats are multiplied over parts of 1024 rows, whose sums are added in order.
  private static func gram(of matrix: Matrix, pool: WorkerPool, cancellation: Cancellation?) throws
    -> [Double]
  {
    let (rows, columns, part) = (matrix.rows, matrix.columns, 1024)
    let size = columns * columns
    var total = [Double](repeating: 0, count: size)
    guard size > 0, rows > 0 else { return total }
    // A few parts at a time: their number must not make the memory grow with the rows.
    let partsAtOnce = 16
    var sums = SharedBuffer<Float>(zeros: partsAtOnce * size)
    for first in stride(from: 0, to: rows, by: part * partsAtOnce) {
      let count = min(partsAtOnce, (rows - first + part - 1) / part)
      try sums.withUnsafeMutableBufferPointer { sums in
        let sums = SharedPointer(sums)
        try pool.forEach(count: count, cancellation: cancellation) { index in
          let start = first + index * part
          matrix.withUnsafeBufferPointer { elements in
            let block = BLAS.Block(
              UnsafeMutablePointer(mutating: elements.baseAddress! + start * columns),
              rows: min(part, rows - start), columns: columns)
            BLAS.multiplyByTranspose(
              block.transposed,
              intoLower: BLAS.Block(sums.base + index * size, rows: columns, columns: columns))
          }
        }
      }
      sums.withUnsafeBufferPointer { sums in
        for index in 0..<count {
          for row in 0..<columns {
            for column in 0...row {
              total[row * columns + column] += Double(sums[index * size + row * columns + column])
            }
          }
        }
      }
    }
    return total
  }
}
