/// An item number with its score.
public struct ScoredItem: Sendable, Hashable {
  /// The dense number of the item.
  public let item: Int32
  /// The score; higher is better.
  public let score: Float

  /// Pairs an item with its score.
  public init(item: Int32, score: Float) {
    self.item = item
    self.score = score
  }

  /// The order of every ranked list: by descending score, then ascending item number.
  ///
  /// Vocabularies number items in the order of their external ids, so this is the documented tie order. A NaN
  /// score sorts last, as if it were minus infinity.
  public static func ranksBefore(_ left: ScoredItem, _ right: ScoredItem) -> Bool {
    let a = left.score.isNaN ? -.infinity : left.score
    let b = right.score.isNaN ? -.infinity : right.score
    return a == b ? left.item < right.item : a > b
  }
}

/// Selection of the best few of many scores.
public enum TopK {
  /// The `count` best of all scores, best first: the clear version, by a full sort.
  ///
  /// - Parameters:
  ///   - scores: one score an item.
  ///   - excluded: item numbers left out, ascending.
  /// - Complexity: O(n log n).
  public static func bySorting(
    _ scores: Span<Float>, count: Int, excluding excluded: Span<Int32>
  ) -> [ScoredItem] {
    var candidates: [ScoredItem] = []
    var next = 0
    for index in scores.indices {
      if next < excluded.count, excluded[next] == Int32(index) {
        next += 1
        continue
      }
      candidates.append(ScoredItem(item: Int32(index), score: scores[index]))
    }
    candidates.sort(by: ScoredItem.ranksBefore)
    return Array(candidates.prefix(count))
  }
}
