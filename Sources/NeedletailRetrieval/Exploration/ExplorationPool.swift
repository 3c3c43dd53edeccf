import NeedletailMath

/// The items that exploration draws from: those of a set but for a few.
struct ExplorationPool {
  private let items: ItemSet
  private let excluded: Set<Int32>
  /// How many items.
  let count: Int

  /// A pool.
  ///
  /// - Parameters:
  ///   - items: what passes all filters.
  ///   - memberCount: its number of members.
  ///   - excluded: rows that are not in the pool all the same.
  init(_ items: ItemSet, memberCount: Int, excluding excluded: Set<Int32>) {
    self.items = items
    self.excluded = excluded
    count = memberCount - excluded.count { items[Int($0)] }
  }

  /// Whether an item is in the pool.
  func contains(_ row: Int32) -> Bool { items[Int(row)] && !excluded.contains(row) }

  /// Uniform draws without replacement.
  ///
  /// - Precondition: there are so many items.
  /// - Complexity: O(slots) expected for a pool of more than a 64th of all rows, else O(rows / 64 + pool).
  func draw(_ slots: Int, from stream: inout RandomStream) -> [Int32] {
    precondition(slots <= count, "\(slots) draws from \(count) items")
    var drawn: [Int32] = []
    if count >= 4 * slots, count * 64 >= items.count {
      while drawn.count < slots {
        let row = Int32(stream.index(below: items.count))
        if contains(row), !drawn.contains(row) { drawn.append(row) }
      }
      return drawn
    }
    var rest = items.rows.filter { !excluded.contains($0) }
    for place in 0..<slots {
      rest.swapAt(place, place + stream.index(below: rest.count - place))
    }
    return Array(rest.prefix(slots))
  }
}
