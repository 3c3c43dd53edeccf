/// Re-ranks a list so that its items are less alike: maximal marginal relevance.
///
/// Carbonell and Goldstein, The use of MMR, diversity-based reranking for reordering documents and producing
/// summaries, SIGIR 1998, doi:10.1145/290941.291025.
public enum Diversity {
  /// All candidates: first `count` of them chosen one by one, then the others in the order they came.
  ///
  /// Each place goes to the candidate with the greatest (1 − λ) · r − λ · s, where r is its score, scaled over the
  /// candidates to 0...1 (0 where the score is not finite; 0 for all when they are equal), and s its greatest
  /// similarity to what was chosen before; ties go to the one that came first. λ = 0 gives the order that came in,
  /// λ = 1 the one least like all before it, starting with the first.
  ///
  /// - Parameters:
  ///   - candidates: best first, items distinct.
  ///   - count: how many places are chosen.
  ///   - variety: λ in 0...1; values outside count as the nearer end, what is no number as 0.
  ///   - given: items that stand in the list already, such as pins.
  ///   - similarity: symmetric, 0 (unlike) ... 1 (alike); what is no number counts as 0. Called for pairs of items.
  /// - Complexity: O(count · n) calls of `similarity`.
  public static func reranked(
    _ candidates: [Candidate], count: Int, variety: Float, beside given: [Int32] = [],
    similarity: (Int32, Int32) -> Float
  ) -> [Candidate] {
    guard variety > 0, candidates.count > 1, count > 0 else { return candidates }
    let weight = Double(min(variety, 1))
    let relevances = relevances(of: candidates)
    var nearest = candidates.map { candidate in
      given.reduce(0) { max($0, bounded(similarity(candidate.item, $1))) }
    }
    var rest = Array(candidates.indices)
    var chosen: [Candidate] = []
    while chosen.count < count, !rest.isEmpty {
      var best = (place: 0, value: -Double.infinity)
      for (place, index) in rest.enumerated() {
        let value = (1 - weight) * relevances[index] - weight * nearest[index]
        if value > best.value { best = (place, value) }
      }
      let taken = candidates[rest.remove(at: best.place)]
      chosen.append(taken)
      guard chosen.count < count else { break }
      for index in rest {
        nearest[index] = max(nearest[index], bounded(similarity(candidates[index].item, taken.item)))
      }
    }
    return chosen + rest.map { candidates[$0] }
  }

  private static func bounded(_ similarity: Float) -> Double {
    similarity > 0 ? Double(min(similarity, 1)) : 0
  }

  /// Scores scaled to 0...1.
  private static func relevances(of candidates: [Candidate]) -> [Double] {
    let finite = candidates.lazy.map { Double($0.score) }.filter(\.isFinite)
    guard let lowest = finite.min(), let highest = finite.max(), highest > lowest else {
      return [Double](repeating: 0, count: candidates.count)
    }
    return candidates.map { $0.score.isFinite ? (Double($0.score) - lowest) / (highest - lowest) : 0 }
  }
}
