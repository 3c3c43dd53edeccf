import CKernels

/// The best items of one query, while runs of scores pass by in ascending order of items.
///
/// For models that score a block of items at a time and never hold all scores of a query.
public struct RankedSelection {
  private var heap: RankingHeap?
  private var cursor = 0
  private let excluded: [Int32]

  /// A selection.
  ///
  /// - Parameters:
  ///   - count: the length of the list; none is fine.
  ///   - excluded: item numbers left out, ascending.
  public init(count: Int, excluded: [Int32] = []) {
    heap = count > 0 ? RankingHeap(capacity: count) : nil
    self.excluded = excluded
  }

  /// Takes the scores of items `firstItem`, `firstItem + 1`, …
  ///
  /// - Precondition: items come in ascending order from call to call.
  /// - Complexity: O(scores) comparisons of whole vectors with the worst score of the list so far.
  public mutating func offer(_ scores: Span<Float>, firstItem: Int) {
    guard var heap else { return }
    let excluded = excluded
    self.heap = nil
    scores.withUnsafeBufferPointer { scores in
      guard let base = scores.baseAddress else { return }
      var index = 0
      while true {
        index = needletail_next_above(base, index, scores.count, heap.threshold)
        guard index < scores.count else { break }
        let item = Int32(firstItem + index)
        if !TopK.skips(item, excluded.span, &cursor) { heap.offer(item: item, score: scores[index]) }
        index += 1
      }
    }
    self.heap = heap
  }

  /// The list, best first.
  ///
  /// - Parameter score: the score of an item once more, bit for bit; asked for NaN and zero only.
  public func list(score: (Int32) -> Float) -> [ScoredItem] { heap?.sorted(score: score) ?? [] }
}
