/// Moves the scores of items of a sort.
public enum Boosting {
  /// Candidates with their scores moved, best first, ties by row.
  ///
  /// Each boost adds `by` standard deviations of the scores that came in to the items of its set; several boosts of
  /// one item add up. The unit is the population standard deviation over finite scores, so that a boost means the
  /// same whatever scale a model scores on; where it is 0, because all scores are equal or there is but one, it
  /// counts as 1.
  ///
  /// - Parameters:
  ///   - candidates: in any order.
  ///   - boosts: sets over all item rows; rows beyond a set are not in it.
  /// - Complexity: O(n · boosts + n log n).
  public static func boosted(
    _ candidates: [Candidate], by boosts: [(items: ItemSet, by: Float)]
  ) -> [Candidate] {
    guard !boosts.isEmpty else { return candidates.sorted(by: Candidate.precedes) }
    let unit = unit(of: candidates)
    return candidates.map { candidate in
      var moved = Double(candidate.score)
      for boost in boosts where boost.items.holds(candidate.item) { moved += Double(boost.by) * unit }
      return Candidate(item: candidate.item, score: Float(moved))
    }.sorted(by: Candidate.precedes)
  }

  /// The standard deviation of finite scores; 1 where there is none.
  private static func unit(of candidates: [Candidate]) -> Double {
    let scores = candidates.lazy.map { Double($0.score) }.filter(\.isFinite)
    let count = Double(max(scores.count, 1))
    let mean = scores.reduce(0, +) / count
    let variance = scores.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    // Rounding leaves a trace of deviation among equal scores.
    return variance.squareRoot() > abs(mean) * 1e-12 ? variance.squareRoot() : 1
  }
}

extension ItemSet {
  /// Whether a row is in the set; rows beyond it are not.
  func holds(_ item: Int32) -> Bool { item >= 0 && Int(item) < count && self[Int(item)] }
}
