/// The scale of one model's scores for one query.
enum ScoreScale {
  /// What scores are multiplied by; 0 when they are all the same or overflow.
  static func factor(_ scores: UnsafeMutableBufferPointer<Float>, _ normalisation: Hybrid.Normalisation)
    -> Float
  {
    let scale: Double
    switch normalisation {
    case .none, .rank: return 1
    case .range: scale = Double(scores.max() ?? 0) - Double(scores.min() ?? 0)
    case .deviation:
      let mean = scores.reduce(0.0) { $0 + Double($1) } / Double(max(scores.count, 1))
      let square = scores.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
      scale = (square / Double(max(scores.count, 1))).squareRoot()
    }
    let factor = Float(1 / scale)
    return scale > 0 && factor.isFinite ? factor : 0
  }

  /// Puts 1 / (60 + rank) in place of each score; equal scores share the better rank, and where all are equal none
  /// says anything.
  static func replaceByRanks(_ scores: UnsafeMutableBufferPointer<Float>) {
    let order = scores.indices.sorted { scores[$0] > scores[$1] }
    guard let first = order.first, let last = order.last, scores[first] > scores[last] else {
      scores.update(repeating: 0)
      return
    }
    var rank = 0
    var previous = scores[first]
    for (place, item) in order.enumerated() {
      if scores[item] < previous {
        previous = scores[item]
        rank = place
      }
      scores[item] = 1 / Float(61 + rank)
    }
  }
}
