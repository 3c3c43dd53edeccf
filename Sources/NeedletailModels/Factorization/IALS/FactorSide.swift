package import NeedletailCore
package import NeedletailMath

/// Users or items during training: their histories, their regularisation and their vectors.
package struct FactorSide: Sendable {
  /// What each row is linked with: rows of this side × rows of the other.
  package let history: CSRMatrix
  /// λ #^ν of each row.
  package let ridge: SharedBuffer<Float>
  /// Rows × the dimension rounded up to 16; elements past the dimension are zero.
  package var factors: Matrix

  /// Vectors of zeros.
  package init(history: CSRMatrix, algorithm: IALS) {
    self.history = history
    ridge = SharedBuffer(
      Self.weights(history).map { algorithm.ridge(weight: $0, others: history.columns) })
    factors = Matrix(rows: history.rows, columns: algorithm.paddedDimension)
  }

  /// The sum of each row's weights.
  static func weights(_ history: CSRMatrix) -> [Double] {
    (0..<history.rows).map { row in
      let range = history.range(ofRow: row)
      guard let values = history.values else { return Double(range.count) }
      return values.span.extracting(range).sum
    }
  }

  /// Draws the vectors of rows with a history, N(0, σ*²/d) from one random stream a row; others stay zero,
  /// which is their minimum.
  package mutating func draw(_ algorithm: IALS, purpose: UInt16, options: TrainingOptions) throws {
    let deviation = algorithm.initialScale / Double(algorithm.dimension).squareRoot()
    let (rows, columns, history) = (factors.rows, factors.columns, history)
    try factors.withUnsafeMutableBufferPointer { elements in
      let elements = SharedPointer(elements)
      try options.pool.forEach(rows: rows, cancellation: options.cancellation) { range in
        for row in range where history.count(ofRow: row) > 0 {
          var stream = RandomStream(seed: options.seed, purpose: purpose, row: row)
          for column in stride(from: 0, to: algorithm.dimension, by: 2) {
            let (a, b) = stream.normalPair()
            elements[row * columns + column] = Float(a * deviation)
            if column + 1 < algorithm.dimension {
              elements[row * columns + column + 1] = Float(b * deviation)
            }
          }
        }
      }
    }
  }

  /// Takes the vectors of rows with a history from elsewhere; others stay zero.
  mutating func take(_ start: Matrix) {
    let columns = factors.columns
    factors.withUnsafeMutableBufferPointer { target in
      start.withUnsafeBufferPointer { source in
        for row in 0..<history.rows where history.count(ofRow: row) > 0 {
          for k in row * columns..<(row + 1) * columns { target[k] = source[k] }
        }
      }
    }
  }

  /// Σ over rows of λ #^ν ‖row‖².
  package var regularisation: Double {
    var total = 0.0
    ridge.withUnsafeBufferPointer { ridge in
      factors.withUnsafeBufferPointer { factors in
        for row in 0..<ridge.count {
          var square: Float = 0
          let base = row * self.factors.columns
          for column in base..<base + self.factors.columns { square += factors[column] * factors[column] }
          total += Double(ridge[row]) * Double(square)
        }
      }
    }
    return total
  }
}

extension IALS {
  /// The dimension rounded up to the width of the kernels.
  package var paddedDimension: Int { (dimension + 15) / 16 * 16 }
}

extension Span where Element == Float {
  /// The sum, in order, in doubles.
  fileprivate var sum: Double {
    var sum = 0.0
    for index in indices { sum += Double(self[index]) }
    return sum
  }
}

extension WorkerPool {
  /// Runs a loop over rows in chunks of a fixed size.
  package func forEach(
    rows: Int, chunk: Int = 64, cancellation: Cancellation?, _ body: @Sendable (Range<Int>) throws -> Void
  ) throws {
    try forEach(count: (rows + chunk - 1) / chunk, cancellation: cancellation) { index in
      try body(index * chunk..<min((index + 1) * chunk, rows))
    }
  }
}
