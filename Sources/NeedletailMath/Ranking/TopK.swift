/// Selection of the best few of many scores.
public enum TopK {
  /// The `count` best of all scores, best first, in the order of `ScoredItem.ranksBefore`.
  ///
  /// - Parameters:
  ///   - scores: one score an item.
  ///   - count: the length of the list; it is shorter only when items run out.
  ///   - excluded: item numbers left out, ascending.
  /// - Complexity: O(n) comparisons of whole vectors with the worst score of the list so far, and
  ///   O(count · log(count) · log(n / count)) for scores in random order.
  public static func select(
    _ scores: Span<Float>, count: Int, excluding excluded: Span<Int32>
  ) -> [ScoredItem] {
    let excluded = excluded.withUnsafeBufferPointer { Array($0) }
    var selection = RankedSelection(count: min(count, scores.count), excluded: excluded)
    selection.offer(scores, firstItem: 0)
    return scores.withUnsafeBufferPointer { scores in selection.list { scores[Int($0)] } }
  }

  /// The `count` best of some items, best first.
  ///
  /// - Parameters:
  ///   - scores: the score of each item.
  ///   - items: item numbers in any order, each once.
  ///   - count: the length of the list; it is shorter only when items run out.
  ///   - excluded: item numbers left out, ascending.
  /// - Complexity: O(n) comparisons, and O(count · log(count) · log(n / count)) for scores in random order.
  public static func select(
    _ scores: Span<Float>, of items: [Int32], count: Int, excluding excluded: [Int32]
  ) -> [ScoredItem] {
    precondition(scores.count == items.count, "\(scores.count) scores for \(items.count) items")
    guard count > 0, !items.isEmpty else { return [] }
    let left = Set(excluded)
    var heap = RankingHeap(capacity: min(count, items.count))
    items.withUnsafeBufferPointer { items in
      for index in items.indices where !(scores[index] < heap.threshold) {
        if left.contains(items[index]) { continue }
        heap.offer(item: items[index], score: scores[index])
      }
    }
    // The heap forgets the bits of NaN and zero only, so most lists ask for none.
    var places: [Int32: Int]?
    return heap.sorted { item in
      let known = places ?? Dictionary(zip(items, items.indices), uniquingKeysWith: { first, _ in first })
      places = known
      return known[item].map { scores[$0] } ?? 0
    }
  }

  /// Whether an item is among those excluded; `cursor` remembers the place between ascending items.
  static func skips(_ item: Int32, _ excluded: Span<Int32>, _ cursor: inout Int) -> Bool {
    while cursor < excluded.count, excluded[cursor] < item { cursor += 1 }
    return cursor < excluded.count && excluded[cursor] == item
  }
}
