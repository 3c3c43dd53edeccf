import NeedletailMath

extension Vocabulary {
  /// The ids of two vocabularies that share none, and where each comes from.
  ///
  /// - Returns: the names, and for each its row in this vocabulary; -1 for one of the other.
  /// - Complexity: O(n) for integers, O(n log n) for others.
  func union(_ other: Vocabulary) -> (names: Vocabulary, sources: [Int32]) {
    var sources: [Int32] = []
    sources.reserveCapacity(count + other.count)
    if case .integers(let left) = storage, case .integers(let right) = other.storage {
      let (left, right) = (left.array, right.array)
      var merged: [Int64] = []
      merged.reserveCapacity(left.count + right.count)
      var next = 0
      for (row, id) in left.enumerated() {
        while next < right.count, right[next] < id {
          merged.append(right[next])
          sources.append(-1)
          next += 1
        }
        merged.append(id)
        sources.append(Int32(row))
      }
      merged += right[next...]
      sources += [Int32](repeating: -1, count: right.count - next)
      return (Vocabulary(ascending: SharedBuffer(merged)), sources)
    }
    let names = Vocabulary((0..<count).map { id($0) } + (0..<other.count).map { other.id($0) })
    for row in 0..<names.count { sources.append(self.row(of: names.id(row)).map { Int32($0) } ?? -1) }
    return (names, sources)
  }
}
