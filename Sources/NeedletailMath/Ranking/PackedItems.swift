import CKernels

/// Item vectors laid out for scoring by inner product.
///
/// Items lie in panels of 32 side by side, coordinate by coordinate, so that vector lanes run across items.
/// Every score is the chain of fused multiply-adds over the dimension from index 0 upwards: it has the same
/// bits for one query or many, for all items or a few, on every processor.
///
/// A call computes on the calling thread; callers run batches of queries side by side.
public struct PackedItems: Sendable {
  /// The vectors as they came, items × dimension.
  public let factors: Matrix
  private let panels: SharedBuffer<Float>

  /// The number of items.
  public var count: Int { factors.rows }
  /// The length of each vector.
  public var dimension: Int { factors.columns }

  /// Packs vectors.
  ///
  /// - Parameter factors: items × dimension; kept, sharing its memory.
  /// - Complexity: O(items × dimension) time and as much memory again.
  public init(_ factors: Matrix) {
    self.factors = factors
    let panelCount = (factors.rows + ItemPanel.width - 1) / ItemPanel.width
    let size = ItemPanel.width * factors.columns
    panels = SharedBuffer(count: max(panelCount * size, 1)) { target in
      for panel in 0..<panelCount {
        let items = panel * ItemPanel.width..<min((panel + 1) * ItemPanel.width, factors.rows)
        ItemPanel.pack(factors, items, into: target.baseAddress! + panel * size)
      }
    }
  }

  /// Scores every item for every query.
  ///
  /// - Parameters:
  ///   - queries: queries × dimension.
  ///   - scores: queries × items; every element is written.
  /// - Complexity: O(queries × items × dimension).
  public func score(_ queries: Matrix, into scores: inout Matrix) {
    check(queries, scores, columns: count)
    scores.withUnsafeMutableBufferPointer { scores in
      panels.withUnsafeBufferPointer { panels in
        forEachBlock(of: queries) { first, tiles in
          for start in stride(from: 0, to: count, by: ItemPanel.width) {
            ItemPanel.score(
              panels.baseAddress! + start * dimension, width: min(ItemPanel.width, count - start), tiles,
              into: scores.baseAddress! + first * count + start, stride: count)
          }
        }
      }
    }
  }

  /// Scores some items for every query, with the bits that `score(_:into:)` gives.
  ///
  /// - Parameters:
  ///   - queries: queries × dimension.
  ///   - rows: item numbers in `0..<count`, in any order, repetitions allowed.
  ///   - scores: queries × rows; every element is written.
  /// - Complexity: O(queries × rows × dimension).
  public func score(_ queries: Matrix, rows: [Int32], into scores: inout Matrix) {
    check(queries, scores, columns: rows.count)
    scores.withUnsafeMutableBufferPointer { scores in
      withUnsafeTemporaryAllocation(
        byteCount: max(ItemPanel.width * dimension, 1) * MemoryLayout<Float>.stride, alignment: 64
      ) { scratch in
        let panel = scratch.bindMemory(to: Float.self).baseAddress!
        forEachBlock(of: queries) { first, tiles in
          for start in stride(from: 0, to: rows.count, by: ItemPanel.width) {
            let chosen = rows[start..<min(start + ItemPanel.width, rows.count)]
            ItemPanel.pack(factors, chosen.lazy.map { Int($0) }, into: panel)
            ItemPanel.score(
              panel, width: chosen.count, tiles,
              into: scores.baseAddress! + first * rows.count + start, stride: rows.count)
          }
        }
      }
    }
  }

  /// The best items for every query, best first, in the order of `ScoredItem.ranksBefore`; the scores have the
  /// bits that `score(_:into:)` gives.
  ///
  /// Scores are compared with the worst of each list while they are still in registers: no matrix of
  /// queries × items exists at any time.
  /// - Parameters:
  ///   - queries: queries × dimension.
  ///   - count: the length of each list; lists are shorter only when items run out.
  ///   - excluded: for each query the item numbers left out, ascending; empty excludes nothing.
  /// - Complexity: O(queries × items × dimension).
  public func topK(_ queries: Matrix, count: Int, excluded: [[Int32]] = []) -> [[ScoredItem]] {
    precondition(queries.columns == dimension, "queries of \(queries.columns), items of \(dimension)")
    precondition(excluded.isEmpty || excluded.count == queries.rows, "exclusions for other queries")
    let capacity = min(count, self.count)
    guard capacity > 0 else { return Array(repeating: [], count: queries.rows) }
    var lists: [[ScoredItem]] = []
    lists.reserveCapacity(queries.rows)
    panels.withUnsafeBufferPointer { panels in
      forEachBlock(of: queries) { first, tiles in
        var selection = BatchSelection(
          queries: tiles.count, capacity: capacity,
          excluded: excluded.isEmpty ? [] : excluded[first..<first + tiles.count])
        for start in stride(from: 0, to: self.count, by: ItemPanel.width) {
          selection.take(
            panels.baseAddress! + start * dimension, items: start..<min(start + ItemPanel.width, self.count),
            tiles)
        }
        lists += selection.lists { query, item in product(queries, first + query, item) }
      }
    }
    return lists
  }

  /// One score.
  private func product(_ queries: Matrix, _ query: Int, _ item: Int32) -> Float {
    queries.withUnsafeBufferPointer { queries in
      factors.withUnsafeBufferPointer { factors in
        guard let query = queries.baseAddress.map({ $0 + query * dimension }),
          let item = factors.baseAddress.map({ $0 + Int(item) * dimension })
        else { return 0 }
        return needletail_dot_in_order(query, item, dimension)
      }
    }
  }

  private func forEachBlock(of queries: Matrix, _ body: (_ first: Int, QueryTiles) -> Void) {
    let length = QueryTiles.blockLength(dimension: dimension)
    for first in stride(from: 0, to: queries.rows, by: length) {
      body(first, QueryTiles(queries, rows: first..<min(first + length, queries.rows)))
    }
  }

  private func check(_ queries: Matrix, _ scores: Matrix, columns: Int) {
    precondition(queries.columns == dimension, "queries of \(queries.columns), items of \(dimension)")
    precondition(
      scores.rows == queries.rows && scores.columns == columns,
      "scores of \(scores.rows) × \(scores.columns) for \(queries.rows) queries and \(columns) items")
  }
}
