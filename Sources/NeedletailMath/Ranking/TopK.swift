import CKernels

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
    let capacity = min(count, scores.count)
    guard capacity > 0 else { return [] }
    return scores.withUnsafeBufferPointer { scores in
      guard let base = scores.baseAddress else { return [] }
      var heap = RankingHeap(capacity: capacity)
      var cursor = 0
      var index = 0
      while true {
        index = needletail_next_above(base, index, scores.count, heap.threshold)
        guard index < scores.count else { break }
        if !skips(Int32(index), excluded, &cursor) {
          heap.offer(item: Int32(index), score: scores[index])
        }
        index += 1
      }
      return heap.sorted { scores[Int($0)] }
    }
  }

  /// Whether an item is among those excluded; `cursor` remembers the place between ascending items.
  static func skips(_ item: Int32, _ excluded: Span<Int32>, _ cursor: inout Int) -> Bool {
    while cursor < excluded.count, excluded[cursor] < item { cursor += 1 }
    return cursor < excluded.count && excluded[cursor] == item
  }
}
