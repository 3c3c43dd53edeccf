import COpenBLAS
package import NeedletailCore
package import NeedletailMath

/// Sums of products over the rows of a factor matrix.
package enum Gramian {
  /// Sums are taken over this many fixed parts of the rows, side by side, then added in order.
  private static let parts = 16

  /// FᵀF in doubles, dimension × dimension.
  package static func full(_ factors: Matrix, dimension: Int, options: TrainingOptions) throws -> [Double] {
    var gramian = try sum(factors, count: dimension * dimension, options: options) { rows, start, result in
      cblas_ssyrk(
        CblasRowMajor, CblasLower, CblasTrans, Int32(dimension), Int32(rows), 1, start,
        Int32(factors.columns), 0, result, Int32(dimension))
    }
    for row in 0..<dimension {
      for column in 0..<row { gramian[column * dimension + row] = gramian[row * dimension + column] }
    }
    return gramian
  }

  /// The columns of FᵀF that belong to a block of dimensions, in doubles, dimension × block.
  static func columns(
    _ block: Range<Int>, of factors: Matrix, dimension: Int, options: TrainingOptions
  ) throws -> [Double] {
    let stride = Int32(factors.columns)
    return try sum(factors, count: dimension * block.count, options: options) { rows, start, result in
      cblas_sgemm(
        CblasRowMajor, CblasTrans, CblasNoTrans, Int32(dimension), Int32(block.count), Int32(rows), 1, start,
        stride, start + block.lowerBound, stride, 0, result, Int32(block.count))
    }
  }

  /// Adds what the closure computes for each part of the rows.
  private static func sum(
    _ factors: Matrix, count size: Int, options: TrainingOptions,
    _ body: @Sendable (_ rows: Int, UnsafePointer<Float>, UnsafeMutablePointer<Float>) -> Void
  ) throws -> [Double] {
    // Two threads of OpenBLAS would change bits and take our processors.
    openblas_set_num_threads(1)
    // Parts of at least 1024 rows: a function of the shape alone, so that sums never depend on threads.
    let length = max((factors.rows + parts - 1) / parts, 1024)
    let count = (factors.rows + length - 1) / length
    var partial = SharedBuffer<Float>(zeros: count * size)
    try partial.withUnsafeMutableBufferPointer { partial in
      let partial = SharedPointer(partial)
      try options.pool.forEach(count: count, cancellation: options.cancellation) { part in
        let rows = part * length..<min((part + 1) * length, factors.rows)
        factors.withUnsafeBufferPointer { elements in
          guard let start = elements.baseAddress else { return }
          body(rows.count, start + rows.lowerBound * factors.columns, partial.base + part * size)
        }
      }
    }
    var total = [Double](repeating: 0, count: size)
    partial.withUnsafeBufferPointer { partial in
      for part in 0..<count {
        for index in 0..<size { total[index] += Double(partial[part * size + index]) }
      }
    }
    return total
  }
}
