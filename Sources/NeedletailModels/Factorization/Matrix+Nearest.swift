import NeedletailMath

extension Matrix {
  /// The rows whose vectors point most nearly the same way as a row's (cosine), best first, without itself; rows of
  /// zeros are as similar as a right angle.
  ///
  /// - Parameter columns: the part of the rows that counts.
  /// - Complexity: O(rows · columns).
  func nearest(to row: Int, columns part: Range<Int>, count: Int) -> [ScoredItem] {
    precondition(row >= 0 && row < rows, "row \(row) of \(rows)")
    let cosines = Matrix(
      rows: 1, columns: rows,
      elements: SharedBuffer(count: rows) { target in
        withUnsafeBufferPointer { elements in
          func product(_ left: Int, _ right: Int) -> Float {
            var sum: Float = 0
            let (a, b) = (left * columns, right * columns)
            for index in part { sum += elements[a + index] * elements[b + index] }
            return sum
          }
          let own = product(row, row).squareRoot()
          for other in 0..<rows {
            let lengths = own * product(other, other).squareRoot()
            target[other] = lengths > 0 ? product(row, other) / lengths : 0
          }
        }
      })
    return TopK.select(cosines.row(0), count: count, excluding: [Int32(row)].span)
  }
}
