package import NeedletailMath

/// The histories of all users in one random order, and consecutive users of it as batches.
package struct UserHistories: Sendable {
  /// users × items, in the order of learning; every user has a history.
  package let matrix: CSRMatrix
  /// items × users: who has each item, ascending.
  let byItem: CSRMatrix

  /// The users of a matrix that have a history, in the order of the matrix or of a permutation of these.
  package init(_ matrix: CSRMatrix, order: (([Int]) -> [Int])? = nil) {
    let known = (0..<matrix.rows).filter { matrix.count(ofRow: $0) > 0 }
    self.matrix = matrix.selecting(order?(known) ?? known)
    byItem = self.matrix.transposed()
  }

  /// The users.
  package var users: Int { matrix.rows }
  /// The items.
  package var items: Int { matrix.columns }

  /// The places in `byItem` of the users of a batch who have an item.
  func places(ofItem item: Int, in batch: Range<Int>) -> Range<Int> {
    let own = byItem.range(ofRow: item)
    return firstPlace(atOrAfter: batch.lowerBound, in: own)..<firstPlace(atOrAfter: batch.upperBound, in: own)
  }

  private func firstPlace(atOrAfter user: Int, in range: Range<Int>) -> Int {
    var (low, high) = (range.lowerBound, range.upperBound)
    while low < high {
      let middle = (low + high) / 2
      if Int(byItem.columnIndices[middle]) < user { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

extension CSRMatrix {
  /// Some rows, in the given order.
  fileprivate func selecting(_ chosen: [Int]) -> CSRMatrix {
    var offsets: [Int64] = [0]
    for row in chosen { offsets.append(offsets[offsets.count - 1] + Int64(count(ofRow: row))) }
    func gathered<Element>(_ source: SharedBuffer<Element>) -> SharedBuffer<Element> {
      SharedBuffer<Element>(count: Int(offsets[chosen.count])) { target in
        source.withUnsafeBufferPointer { source in
          for (index, row) in chosen.enumerated() {
            for (step, position) in range(ofRow: row).enumerated() {
              target[Int(offsets[index]) + step] = source[position]
            }
          }
        }
      }
    }
    return CSRMatrix(
      rows: chosen.count, columns: columns, rowOffsets: SharedBuffer(offsets),
      columnIndices: gathered(columnIndices), values: values.map(gathered))
  }
}
