import NeedletailMath

/// The mean and the deviation of the values in each row of a matrix.
struct ValueMoments {
  /// By row; the mean of all values where a row has none.
  private(set) var means: [Float] = []
  /// By row, over the row's number of values; where that is zero the deviation of all values, or else 1.
  private(set) var deviations: [Float] = []

  /// The moments of the rows.
  ///
  /// - Complexity: O(rows + values).
  init(_ matrix: CSRMatrix) {
    let all = Self.moments(0..<matrix.count, matrix)
    let overall = all.deviation > 0 ? all.deviation : 1
    for row in 0..<matrix.rows {
      let range = matrix.range(ofRow: row)
      let own = Self.moments(range, matrix)
      means.append(range.isEmpty ? all.mean : own.mean)
      deviations.append(own.deviation > 0 ? own.deviation : overall)
    }
  }

  private static func moments(_ range: Range<Int>, _ matrix: CSRMatrix) -> (mean: Float, deviation: Float) {
    moments(count: range.count) { Double(matrix.value(at: range.lowerBound + $0)) }
  }

  /// The mean and the deviation of some values; zeros of none.
  static func moments(_ values: [Float]) -> (mean: Float, deviation: Float) {
    moments(count: values.count) { Double(values[$0]) }
  }

  private static func moments(count: Int, _ value: (Int) -> Double) -> (mean: Float, deviation: Float) {
    guard count > 0 else { return (0, 0) }
    let mean = (0..<count).reduce(0.0) { $0 + value($1) } / Double(count)
    let square = (0..<count).reduce(0.0) { $0 + (value($1) - mean) * (value($1) - mean) } / Double(count)
    // What rounding leaves of equal values is no deviation.
    let deviation = square.squareRoot()
    return (Float(mean), deviation > 1e-6 * abs(mean) ? Float(deviation) : 0)
  }
}
