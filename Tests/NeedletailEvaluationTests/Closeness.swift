import Glibc

/// Whether a value is there and lies within a deviation of what is expected.
func isClose(_ value: Double?, _ expected: Double, within deviation: Double) -> Bool {
  value.map { abs($0 - expected) <= deviation } ?? false
}

/// Slow, obvious versions of formulas.
enum RatingReference {
  static func discount(_ rank: Int) -> Double { 1 / log2(Double(rank) + 1) }

  /// Concordant minus discordant pairs by looking at all of them, with the pairs tied on each side.
  static func kendall(_ x: [Double], _ y: [Double]) -> (a: Double, b: Double) {
    var difference = 0.0
    var (untiedX, untiedY, pairs) = (0.0, 0.0, 0.0)
    for i in x.indices {
      for j in 0..<i {
        let (dx, dy) = (x[i] - x[j], y[i] - y[j])
        pairs += 1
        if dx != 0 { untiedX += 1 }
        if dy != 0 { untiedY += 1 }
        if dx * dy != 0 { difference += dx * dy > 0 ? 1 : -1 }
      }
    }
    return (difference / pairs, difference / (untiedX * untiedY).squareRoot())
  }

  /// The chance that a positive scores above a negative, by looking at all pairs.
  static func auc(_ scores: [Double], _ labels: [Bool]) -> Double {
    var (wins, pairs) = (0.0, 0.0)
    for i in scores.indices where labels[i] {
      for j in scores.indices where !labels[j] {
        pairs += 1
        wins += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0
      }
    }
    return wins / pairs
  }
}
