package import NeedletailMath

/// Ratings explained by μ + b_u + b_i alone, by alternating least squares.
package struct BiasSweeps: Sendable {
  /// μ.
  package let mean: Double
  /// b_u.
  package private(set) var users: [Double]
  /// b_i.
  package private(set) var items: [Double]

  /// Sweeps that set every b_i = Σ (r − μ − b_u) / (10 + n_i), then every b_u = Σ (r − μ − b_i) / (15 + n_u)
  /// (Koren, Factor in the neighbors, TKDD 2010).
  ///
  /// - Complexity: O(sweeps · ratings).
  package init(_ matrix: CSRMatrix, sweeps: Int = 10, itemDamping: Double = 10, userDamping: Double = 15) {
    let values = (0..<matrix.count).map { Double(matrix.value(at: $0)) }
    let mean = values.reduce(0, +) / Double(max(values.count, 1))
    self.mean = mean
    var users = [Double](repeating: 0, count: matrix.rows)
    var items = [Double](repeating: 0, count: matrix.columns)
    let columns = matrix.columnIndices.array.map { Int($0) }
    for _ in 0..<sweeps {
      var sums = [Double](repeating: 0, count: matrix.columns)
      var counts = [Double](repeating: itemDamping, count: matrix.columns)
      for user in 0..<matrix.rows {
        for entry in matrix.range(ofRow: user) {
          sums[columns[entry]] += values[entry] - mean - users[user]
          counts[columns[entry]] += 1
        }
      }
      for item in items.indices { items[item] = counts[item] > 0 ? sums[item] / counts[item] : 0 }
      for user in 0..<matrix.rows {
        let range = matrix.range(ofRow: user)
        let sum = range.reduce(0.0) { $0 + values[$1] - mean - items[columns[$1]] }
        let count = userDamping + Double(range.count)
        users[user] = count > 0 ? sum / count : 0
      }
    }
    self.users = users
    self.items = items
  }
}
