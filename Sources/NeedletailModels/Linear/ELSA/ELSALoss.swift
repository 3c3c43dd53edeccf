import CKernels
package import NeedletailMath

/// The loss of ELSA on a batch of users, and its gradient by the item vectors A with rows of any length.
///
/// With y = xA and K = AᵀA, ‖x̂‖² = y K yᵀ − 2 y·y + x·x and x·x̂ = y·y − x·x. The gradient by x̂ is a combination
/// of y Aᵀ and x, so that by A is as well: A (yᵀ diag(a) y) + xᵀ (diag(a) y K − 2 diag(c) y). Nothing of batch ×
/// items ever exists, and the result is exact.
package struct ELSALoss {
  /// The sum over the batch of ‖x/‖x‖ − x̂/‖x̂‖‖².
  package let value: Double
  /// Items × dimension.
  package let gradient: Matrix

  /// The loss of rows of users × items at A, items × dimension.
  ///
  /// - Parameters:
  ///   - batch: histories; those without a prediction but zeros have the loss 1 and no gradient.
  ///   - vectors: A.
  /// - Throws: `CancelledError`.
  /// - Complexity: O(entries · d + (items + users) · d²).
  package init(_ batch: CSRMatrix, at vectors: Matrix, pool: WorkerPool, cancellation: Cancellation?) throws {
    let y = batch.multiplied(by: vectors, pool: pool)
    let k = try Self.gram(vectors, pool, cancellation)
    let yK = try Matrix.product(y.plain, k.plain, pool: pool, cancellation: cancellation)
    let factors = (0..<batch.rows).map { Factors(batch, row: $0, y, yK) }
    value = factors.reduce(0) { $0 + $1.loss }
    // M = yᵀ diag(a) y and T = diag(a) y K − 2 diag(c) y.
    let weighted = y.scaled(factors.map(\.prediction))
    let inner = try Matrix.product(weighted.turned, y.plain, pool: pool, cancellation: cancellation)
    let outer = yK.scaled(factors.map(\.prediction), minus: y, factors.map { 2 * $0.history })
    var gradient = batch.transposed().multiplied(by: outer, pool: pool)
    try gradient.multiply(vectors.plain, inner.plain, keeping: 1, pool: pool, cancellation: cancellation)
    self.gradient = gradient
  }

  /// How the gradient of one user by x̂ = y Aᵀ − x is made: a · y Aᵀ − c · x.
  private struct Factors {
    var loss = 1.0
    /// a.
    var prediction: Float = 0
    /// c.
    var history: Float = 0

    init(_ batch: CSRMatrix, row: Int, _ y: Matrix, _ yK: Matrix) {
      let (own, image) = (y.row(row), yK.row(row))
      var (xx, yy, yKy) = (0.0, 0.0, 0.0)
      for entry in batch.range(ofRow: row) {
        xx += Double(batch.value(at: entry)) * Double(batch.value(at: entry))
      }
      for index in own.indices {
        yy += Double(own[index]) * Double(own[index])
        yKy += Double(own[index]) * Double(image[index])
      }
      let square = yKy - 2 * yy + xx
      // A history whose prediction is zero but for rounding has no direction.
      guard xx > 0, square > 1e-6 * xx else { return }
      let product = yy - xx
      let (length, cosine) = (square.squareRoot(), product / (xx * square).squareRoot())
      loss = 2 - 2 * cosine
      // ∂/∂x̂ = 2 cos x̂ / ‖x̂‖² − 2 x / (‖x‖ ‖x̂‖)
      let along = 2 * cosine / square
      prediction = Float(along)
      history = Float(along + 2 / (xx.squareRoot() * length))
    }
  }

  /// AᵀA: parts of a fixed number of rows, added in order.
  private static func gram(_ vectors: Matrix, _ pool: WorkerPool, _ cancellation: Cancellation?) throws
    -> Matrix
  {
    let part = 2048
    let size = vectors.columns * vectors.columns
    var total = Matrix(rows: vectors.columns, columns: vectors.columns)
    let parts = (vectors.rows + part - 1) / part
    let partsAtOnce = 8
    var sums = SharedBuffer<Float>(zeros: min(partsAtOnce, parts) * size)
    for first in stride(from: 0, to: parts, by: partsAtOnce) {
      let count = min(partsAtOnce, parts - first)
      try sums.withUnsafeMutableBufferPointer { sums in
        let sums = SharedPointer(sums)
        try pool.forEach(count: count, cancellation: cancellation) { index in
          let rows = (first + index) * part..<min((first + index + 1) * part, vectors.rows)
          vectors.withUnsafeBufferPointer { elements in
            let block = BLAS.Block(
              UnsafeMutablePointer(mutating: elements.baseAddress! + rows.lowerBound * vectors.columns),
              rows: rows.count, columns: vectors.columns)
            BLAS.multiply(
              block.transposed, block.plain,
              into: BLAS.Block(sums.base + index * size, rows: vectors.columns, columns: vectors.columns))
          }
        }
      }
      total.withUnsafeMutableBufferPointer { total in
        sums.withUnsafeBufferPointer { sums in
          for index in 0..<count { for place in 0..<size { total[place] += sums[index * size + place] } }
        }
      }
    }
    return total
  }
}

extension Matrix {
  /// Rows times factors.
  fileprivate func scaled(_ factors: [Float]) -> Matrix {
    scaled(factors, minus: self, [Float](repeating: 0, count: rows))
  }

  /// Rows times factors, less another matrix's rows times other factors.
  fileprivate func scaled(_ factors: [Float], minus other: Matrix, _ others: [Float]) -> Matrix {
    Matrix(
      rows: rows, columns: columns,
      elements: SharedBuffer(count: rows * columns) { target in
        withUnsafeBufferPointer { source in
          other.withUnsafeBufferPointer { other in
            for row in 0..<rows {
              for place in row * columns..<(row + 1) * columns {
                target[place] = factors[row] * source[place] - others[row] * other[place]
              }
            }
          }
        }
      })
  }
}
