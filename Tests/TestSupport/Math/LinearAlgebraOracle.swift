public import NeedletailMath

/// Dense linear algebra in double precision, written clearly.
public enum LinearAlgebraOracle {
  /// The inverse of a matrix by Gauss and Jordan with pivots from the column.
  public static func inverse(_ matrix: [[Double]]) -> [[Double]] {
    let n = matrix.count
    var a = matrix
    var inverse = (0..<n).map { row in (0..<n).map { $0 == row ? 1.0 : 0.0 } }
    for column in 0..<n {
      let pivot = (column..<n).max { abs(a[$0][column]) < abs(a[$1][column]) }!
      a.swapAt(column, pivot)
      inverse.swapAt(column, pivot)
      let scale = 1 / a[column][column]
      for k in 0..<n {
        a[column][k] *= scale
        inverse[column][k] *= scale
      }
      for row in 0..<n where row != column {
        let factor = a[row][column]
        if factor == 0 { continue }
        for k in 0..<n {
          a[row][k] -= factor * a[column][k]
          inverse[row][k] -= factor * inverse[column][k]
        }
      }
    }
    return inverse
  }

  /// XᵀWX.
  public static func gram(_ matrix: [[Double]], weights: [Double]? = nil) -> [[Double]] {
    let n = matrix.first?.count ?? 0
    var gram = [[Double]](repeating: [Double](repeating: 0, count: n), count: n)
    for (row, values) in matrix.enumerated() {
      for i in 0..<n {
        for j in 0..<n { gram[i][j] += (weights?[row] ?? 1) * values[i] * values[j] }
      }
    }
    return gram
  }

  /// The product of two matrices.
  public static func product(_ a: [[Double]], _ b: [[Double]]) -> [[Double]] {
    let columns = b.first?.count ?? 0
    return a.map { row in
      (0..<columns).map { column in row.indices.reduce(0) { $0 + row[$1] * b[$1][column] } }
    }
  }
}

extension Matrix {
  /// The elements in double precision, row by row.
  public var doubles: [[Double]] { (0..<rows).map { row in (0..<columns).map { Double(self[row, $0]) } } }
}

extension CSRMatrix {
  /// The elements in double precision, row by row, zeros included.
  public var doubles: [[Double]] {
    (0..<rows).map { row in
      var values = [Double](repeating: 0, count: columns)
      for (column, value) in entries(ofRow: row) { values[column] = Double(value) }
      return values
    }
  }

  /// A matrix with about `density` of its places taken, values 1 or one of a few numbers.
  public static func random(rows: Int, columns: Int, density: Double, binary: Bool, seed: UInt64) -> CSRMatrix
  {
    var stream = RandomStream(seed: seed)
    return CSRMatrix(
      columns: columns,
      rows: (0..<rows).map { _ in
        (0..<columns).compactMap { column in
          stream.uniform() < density
            ? (column: column, value: binary ? 1 : Float(stream.index(below: 4)) / 2 + 0.5) : nil
        }
      })
  }
}
