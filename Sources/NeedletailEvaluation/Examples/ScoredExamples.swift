import Glibc

/// What a model says of labelled examples, in the order of its scores.
package struct ScoredExamples: Sendable {
  /// ln(p / (1 − p)) of each example.
  package let logOdds: [Float]
  /// p of each example.
  package let probabilities: [Double]
  package let labels: [Bool]
  /// −ln of the probability of each example's own label, as `BinaryClassification.logLoss` clips it.
  let losses: [Double]
  /// Examples by ascending log-odds.
  let order: [Int32]

  /// - Precondition: as many log-odds as labels; none is NaN.
  package init(logOdds: [Float], labels: [Bool]) {
    precondition(logOdds.count == labels.count, "\(logOdds.count) figures for \(labels.count) labels")
    self.logOdds = logOdds
    self.labels = labels
    probabilities = logOdds.map { 1 / (1 + exp(-Double($0))) }
    losses = zip(probabilities, labels).map { probability, label in
      let clipped = min(max(probability, 1e-15), 1 - 1e-15)
      return label ? -log(clipped) : -log1p(-clipped)
    }
    order = (0..<Int32(labels.count)).sorted {
      (logOdds[Int($0)], $0) < (logOdds[Int($1)], $1)
    }
  }

  /// Whether an example of the order begins a run of equal scores.
  func beginsTie(_ place: Int) -> Bool {
    place == 0 || logOdds[Int(order[place])] != logOdds[Int(order[place - 1])]
  }

  /// For each positive the share of negatives that score below it, for each negative the share of positives that score
  /// above it, ties one half: their means are the area under the ROC curve. Nil without both classes.
  ///
  /// - Complexity: O(n).
  package func placements() -> [Double]? {
    let positives = Double(labels.count { $0 })
    let negatives = Double(labels.count) - positives
    guard positives > 0, negatives > 0 else { return nil }
    var placements = [Double](repeating: 0, count: labels.count)
    var (positivesBelow, negativesBelow) = (0.0, 0.0)
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count, !beginsTie(end) { end += 1 }
      let tied = order[start..<end]
      let tiedPositives = Double(tied.count { labels[Int($0)] })
      let tiedNegatives = Double(tied.count) - tiedPositives
      for example in tied {
        placements[Int(example)] =
          labels[Int(example)]
          ? (negativesBelow + tiedNegatives / 2) / negatives
          : (positives - positivesBelow - tiedPositives / 2) / positives
      }
      positivesBelow += tiedPositives
      negativesBelow += tiedNegatives
      start = end
    }
    return placements
  }
}
