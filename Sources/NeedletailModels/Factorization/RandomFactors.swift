import NeedletailCore
import NeedletailMath

/// Initial vectors.
enum RandomFactors {
  /// Normal numbers from one random stream a row; columns from `dimension` up to the next multiple of 16 are zero.
  static func normal(
    rows: Int, dimension: Int, deviation: Double, purpose: UInt16, options: TrainingOptions
  ) throws -> Matrix {
    let stride = (dimension + 15) / 16 * 16
    var matrix = Matrix(rows: rows, columns: stride)
    try matrix.withUnsafeMutableBufferPointer { elements in
      let elements = SharedPointer(elements)
      try options.pool.forEach(rows: rows, cancellation: options.cancellation) { range in
        for row in range {
          var stream = RandomStream(seed: options.seed, purpose: purpose, row: row)
          for column in Swift.stride(from: 0, to: dimension, by: 2) {
            let (a, b) = stream.normalPair()
            elements[row * stride + column] = Float(a * deviation)
            if column + 1 < dimension { elements[row * stride + column + 1] = Float(b * deviation) }
          }
        }
      }
    }
    return matrix
  }
}
