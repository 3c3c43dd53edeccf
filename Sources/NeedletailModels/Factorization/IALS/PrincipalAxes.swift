import COpenBLAS
import Glibc
package import NeedletailCore
package import NeedletailMath

/// Vectors turned into the basis in which their Gramian is diagonal.
///
/// Turning users and items together changes no inner product, and in this basis every row's normal equations
/// are a diagonal matrix plus one product an entry. So a row with few entries needs a small system only.
package enum PrincipalAxes {
  /// Turns the vectors into the basis of their principal axes, in descending order.
  ///
  /// - Returns: the eigenvalues of FᵀF, none negative.
  /// - Throws: `TrainingError` when the vectors are not finite.
  /// - Complexity: O(rows · dimension² + dimension³).
  package static func turn(
    _ factors: inout Matrix, dimension: Int, options: TrainingOptions
  ) throws -> [Float] {
    let (rotation, spectrum) = try axes(of: factors, dimension: dimension, options: options)
    try rotate(&factors, by: rotation, dimension: dimension, options: options)
    return spectrum
  }

  /// Turns vectors into the basis of their principal axes and others along, so that products of the two stay.
  package static func turn(
    _ factors: inout Matrix, along others: inout Matrix, dimension: Int, options: TrainingOptions
  ) throws -> [Float] {
    let (rotation, spectrum) = try axes(of: factors, dimension: dimension, options: options)
    try rotate(&factors, by: rotation, dimension: dimension, options: options)
    try rotate(&others, by: rotation, dimension: dimension, options: options)
    return spectrum
  }

  /// The principal axes as rows, strongest first, and the eigenvalues.
  private static func axes(
    of factors: Matrix, dimension: Int, options: TrainingOptions
  ) throws -> (rotation: SharedBuffer<Float>, spectrum: [Float]) {
    var axes = try Gramian.full(factors, dimension: dimension, options: options)
    guard axes.allSatisfy(\.isFinite) else {
      throw TrainingError("iALS diverged: its vectors are not finite; raise l2 or scale the weights down")
    }
    let eigenvalues = try eigen(&axes, dimension)
    let rotation = SharedBuffer<Float>(count: dimension * dimension) { rotation in
      // Column-major eigenvectors in ascending order become the rows of a row-major matrix, descending.
      for axis in 0..<dimension {
        for k in 0..<dimension {
          rotation[axis * dimension + k] = Float(axes[(dimension - 1 - axis) * dimension + k])
        }
      }
    }
    return (rotation, eigenvalues.reversed().map { Float(max($0, 0)) })
  }

  /// Eigenvalues, ascending; the matrix becomes the eigenvectors, column-major.
  private static func eigen(_ matrix: inout [Double], _ dimension: Int) throws -> [Double] {
    var n = Int32(dimension)
    var values = [Double](repeating: 0, count: dimension)
    var info: Int32 = 0
    var workCount = Int32(1 + 6 * dimension + 2 * dimension * dimension)
    var integerCount = Int32(3 + 5 * dimension)
    var work = [Double](repeating: 0, count: Int(workCount))
    var integers = [Int32](repeating: 0, count: Int(integerCount))
    dsyevd_(
      "V", "L", &n, &matrix, &n, &values, &work, &workCount, &integers, &integerCount, &info)
    guard info == 0 else { throw TrainingError("the eigenvalues of the Gramian did not converge (\(info))") }
    return values
  }

  /// Multiplies every row by the transposed rotation, in place.
  private static func rotate(
    _ factors: inout Matrix, by rotation: SharedBuffer<Float>, dimension: Int, options: TrainingOptions
  ) throws {
    let (rows, stride) = (factors.rows, factors.columns)
    try factors.withUnsafeMutableBufferPointer { elements in
      let elements = SharedPointer(elements)
      try options.pool.forEach(rows: rows, chunk: 512, cancellation: options.cancellation) { range in
        rotation.withUnsafeBufferPointer { rotation in
          let start = elements.base + range.lowerBound * stride
          withUnsafeTemporaryAllocation(of: Float.self, capacity: range.count * stride) { copy in
            memcpy(copy.baseAddress!, start, copy.count * MemoryLayout<Float>.stride)
            cblas_sgemm(
              CblasRowMajor, CblasNoTrans, CblasTrans, Int32(range.count), Int32(dimension),
              Int32(dimension), 1, copy.baseAddress!, Int32(stride), rotation.baseAddress!,
              Int32(dimension), 0, start, Int32(stride))
          }
        }
      }
    }
  }
}
