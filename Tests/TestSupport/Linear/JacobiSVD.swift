/// The singular value decomposition by rotations of pairs of columns (Hestenes, 1958), in doubles.
public struct JacobiSVD {
  /// Descending.
  public let values: [Double]
  /// One right vector a row, in the order of the values.
  public let right: [[Double]]

  /// Of a matrix given by rows.
  public init(_ matrix: [[Double]]) {
    let n = matrix.first?.count ?? 0
    var columns = (0..<n).map { column in matrix.map { $0[column] } }
    var vectors = (0..<n).map { row in (0..<n).map { $0 == row ? 1.0 : 0 } }
    func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
    for _ in 0..<60 {
      var isDone = true
      for p in 0..<n {
        for q in p + 1..<max(n, p + 1) {
          let (a, b, c) = (
            dot(columns[p], columns[p]), dot(columns[q], columns[q]), dot(columns[p], columns[q])
          )
          guard abs(c) > 1e-14 * (a * b).squareRoot(), c != 0 else { continue }
          isDone = false
          let ratio = (b - a) / (2 * c)
          let tangent = (ratio < 0 ? -1 : 1) / (abs(ratio) + (1 + ratio * ratio).squareRoot())
          let cosine = 1 / (1 + tangent * tangent).squareRoot()
          let sine = cosine * tangent
          func rotate(_ left: inout [Double], _ right: inout [Double]) {
            for index in left.indices {
              (left[index], right[index]) = (
                cosine * left[index] - sine * right[index], sine * left[index] + cosine * right[index]
              )
            }
          }
          var (left, right) = (columns[p], columns[q])
          rotate(&left, &right)
          (columns[p], columns[q]) = (left, right)
          (left, right) = (vectors[p], vectors[q])
          rotate(&left, &right)
          (vectors[p], vectors[q]) = (left, right)
        }
      }
      if isDone { break }
    }
    let lengths = columns.map { dot($0, $0).squareRoot() }
    let order = lengths.indices.sorted { lengths[$0] > lengths[$1] }
    values = order.map { lengths[$0] }
    right = order.map { vectors[$0] }
  }
}
