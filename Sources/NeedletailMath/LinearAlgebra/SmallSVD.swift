import COpenBLAS

/// The singular values and vectors of a small square matrix in doubles, by LAPACK on the calling thread.
package struct SmallSVD {
  /// Descending.
  package let values: [Double]
  /// Row-major: one left vector a column.
  package let left: [Double]
  /// Row-major: one right vector a column.
  package let right: [Double]

  /// Of a row-major matrix.
  ///
  /// - Precondition: elements are finite.
  /// - Complexity: O(order³).
  package init(_ matrix: [Double], order: Int) {
    BLAS.prepare()
    var n = Int32(order)
    var elements = matrix
    var values = [Double](repeating: 0, count: order)
    // LAPACK sees the transposed matrix M = U Σ Vᵀ: its U holds our right vectors, its Vᵀ our left ones; the
    // columns of each are our rows.
    var u = [Double](repeating: 0, count: order * order)
    var vt = [Double](repeating: 0, count: order * order)
    var integers = [Int32](repeating: 0, count: 8 * order)
    var info: Int32 = 0
    var workCount = Int32(4 * order * order + 7 * order + 1)
    var work = [Double](repeating: 0, count: Int(workCount))
    if order > 0 {
      dgesdd_(
        "A", &n, &n, &elements, &n, &values, &u, &n, &vt, &n, &work, &workCount, &integers, &info)
    }
    precondition(info == 0, "the singular values of a finite matrix did not converge (\(info))")
    self.values = values
    left = vt
    right = Self.transposed(u, order)
  }

  private static func transposed(_ matrix: [Double], _ n: Int) -> [Double] {
    (0..<n * n).map { matrix[$0 % n * n + $0 / n] }
  }
}
