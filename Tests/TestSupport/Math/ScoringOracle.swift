import Glibc
public import NeedletailMath

/// The scoring kernel, written clearly.
public enum ScoringOracle {
  /// Scores by scalar chains of fused multiply-adds from index 0 upwards: queries × items.
  public static func scores(_ queries: Matrix, _ items: Matrix) -> Matrix {
    var scores = Matrix(rows: queries.rows, columns: items.rows)
    for query in 0..<queries.rows {
      for item in 0..<items.rows {
        var sum: Float = 0
        for k in 0..<items.columns { sum = fmaf(queries[query, k], items[item, k], sum) }
        scores[query, item] = sum
      }
    }
    return scores
  }
}

extension TopK {
  /// The `count` best of all scores, best first, by a full sort.
  public static func bySorting(
    _ scores: Span<Float>, count: Int, excluding excluded: [Int32] = []
  ) -> [ScoredItem] {
    let left = Set(excluded)
    return scores.indices
      .filter { !left.contains(Int32($0)) }
      .map { ScoredItem(item: Int32($0), score: scores[$0]) }
      .sorted(by: ScoredItem.ranksBefore)
      .prefix(count).map(\.self)
  }
}

extension ScoredItem {
  /// The item with the bits of its score, for comparisons that know NaN and −0.
  public var bits: [UInt32] { [UInt32(bitPattern: item), score.bitPattern] }
}
