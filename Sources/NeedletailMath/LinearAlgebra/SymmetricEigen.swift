import COpenBLAS

/// The eigenvalues and eigenvectors of a small symmetric matrix, by LAPACK on the calling thread.
struct SymmetricEigen {
  /// Ascending.
  let values: [Double]
  /// One eigenvector a row, in the order of the values.
  let vectors: [Double]

  /// Of a matrix whose lower triangle is read, row-major.
  ///
  /// - Precondition: elements are finite.
  /// - Complexity: O(order³).
  init(_ matrix: [Double], order: Int) {
    BLAS.prepare()
    var n = Int32(order)
    var vectors = matrix
    var values = [Double](repeating: 0, count: order)
    var info: Int32 = 0
    var workCount = Int32(1 + 6 * order + 2 * order * order)
    var integerCount = Int32(3 + 5 * order)
    var work = [Double](repeating: 0, count: Int(workCount))
    var integers = [Int32](repeating: 0, count: Int(integerCount))
    if order > 0 {
      // Lower in row-major order is upper in LAPACK's; its columns of eigenvectors are our rows.
      dsyevd_("V", "U", &n, &vectors, &n, &values, &work, &workCount, &integers, &integerCount, &info)
    }
    precondition(info == 0, "the eigenvalues of a finite symmetric matrix did not converge (\(info))")
    self.values = values
    self.vectors = vectors
  }
}
