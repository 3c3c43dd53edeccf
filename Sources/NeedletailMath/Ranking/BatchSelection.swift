import CKernels

/// The best items of a block of queries, while panels of items pass by in ascending order.
struct BatchSelection {
  private var heaps: [RankingHeap]
  private var thresholds: [Float]
  private var cursors: [Int]
  private let excluded: ArraySlice<[Int32]>

  /// A selection of `capacity` items for each query.
  init(queries: Int, capacity: Int, excluded: ArraySlice<[Int32]>) {
    heaps = Array(repeating: RankingHeap(capacity: capacity), count: queries)
    thresholds = Array(repeating: .nan, count: queries)
    cursors = Array(repeating: 0, count: queries)
    self.excluded = excluded
  }

  /// Scores a panel and keeps what ranks among the best.
  mutating func take(_ panel: UnsafePointer<Float>, items: Range<Int>, _ tiles: QueryTiles) {
    let inUse = items.count == ItemPanel.width ? ~UInt32(0) : 1 << UInt32(items.count) - 1
    withUnsafeTemporaryAllocation(of: Float.self, capacity: ItemPanel.width * QueryTiles.height) { scores in
      withUnsafeTemporaryAllocation(of: UInt32.self, capacity: QueryTiles.height) { hits in
        tiles.forEachTile { first, count, tile in
          let any = thresholds.withUnsafeBufferPointer { thresholds in
            needletail_score_above(
              panel, tile, tiles.dimension, count, thresholds.baseAddress! + first, scores.baseAddress!,
              hits.baseAddress!)
          }
          guard any != 0 else { return }
          for query in 0..<count where hits[query] & inUse != 0 {
            let row = UnsafeBufferPointer(
              rebasing: scores[query * ItemPanel.width..<(query + 1) * ItemPanel.width])
            offer(first + query, row, hits[query] & inUse, from: items.lowerBound)
          }
        }
      }
    }
  }

  private mutating func offer(
    _ query: Int, _ scores: UnsafeBufferPointer<Float>, _ hits: UInt32, from start: Int
  ) {
    let excluded = excluded.isEmpty ? [] : excluded[excluded.startIndex + query]
    var hits = hits
    while hits != 0 {
      let lane = hits.trailingZeroBitCount
      hits &= hits - 1
      let item = Int32(start + lane)
      if !TopK.skips(item, excluded.span, &cursors[query]) {
        heaps[query].offer(item: item, score: scores[lane])
      }
    }
    thresholds[query] = heaps[query].threshold
  }

  /// The lists, best first; `score` gives the score of a query and an item once more.
  func lists(score: (_ query: Int, _ item: Int32) -> Float) -> [[ScoredItem]] {
    heaps.indices.map { query in heaps[query].sorted { score(query, $0) } }
  }
}
