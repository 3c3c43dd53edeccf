import NeedletailMath

/// Resamples of a model's examples, by units drawn with replacement: the metrics that are no sums over units, each
/// computed anew in every resample.
package struct ExampleBootstrap {
  let bootstrap: Bootstrap
  /// The unit of each example.
  let units: [Int32]
  let unitCount: Int

  /// Resamples of examples whose units are numbered below `unitCount`.
  package init(bootstrap: Bootstrap, units: [Int32], unitCount: Int) {
    (self.bootstrap, self.units, self.unitCount) = (bootstrap, units, unitCount)
  }

  /// The number of equal bins of the calibration error.
  static let bins = 10

  /// The metrics of every resample.
  package struct Samples {
    package var auc: [Double]
    package var logLoss: [Double]
    package var normalisedEntropy: [Double]
    package var calibrationError: [Double]

    /// The resamples of a family; nil for one that is not resampled here.
    func values(of family: MetricFamily) -> [Double]? {
      switch family {
      case .auc: auc
      case .logloss: logLoss
      case .ne: normalisedEntropy
      case .ece: calibrationError
      default: nil
      }
    }
  }

  /// Draws and measures; NaN where a resample lacks a class.
  ///
  /// Resample `b` holds the same units for every model, so that differences are paired.
  /// - Throws: `CancelledError`.
  /// - Complexity: O(resamples × examples).
  package func samples(of scored: ScoredExamples) throws -> Samples {
    let resamples = bootstrap.resamples
    let lanes = Bootstrap.lanes
    let weights = BootstrapWeights(seed: bootstrap.seed, users: unitCount)
    var values = [Double](repeating: .nan, count: 4 * resamples)
    if unitCount > 0 {
      try values.withUnsafeMutableBufferPointer { values in
        let values = SharedPointer(values)
        try bootstrap.pool.forEach(
          count: (resamples + lanes - 1) / lanes, cancellation: bootstrap.cancellation
        ) { tile in
          let first = tile * lanes
          withUnsafeTemporaryAllocation(of: Int32.self, capacity: unitCount * lanes) { counts in
            weights.draw(first: first, lanes: lanes, into: counts.baseAddress!)
            let sums = Sums(scored, units, UnsafePointer(counts.baseAddress!))
            for lane in 0..<min(lanes, resamples - first) {
              for (metric, value) in sums.metrics(lane).enumerated() {
                values[metric * resamples + first + lane] = value
              }
            }
          }
        }
      }
    }
    func part(_ metric: Int) -> [Double] { Array(values[metric * resamples..<(metric + 1) * resamples]) }
    return Samples(auc: part(0), logLoss: part(1), normalisedEntropy: part(2), calibrationError: part(3))
  }

  /// What eight resamples add up to.
  private struct Sums {
    private typealias Lanes = SIMD8<Double>
    private var positives = Lanes.zero
    private var negatives = Lanes.zero
    private var losses = Lanes.zero
    private var wins = Lanes.zero
    private var excess = [Lanes](repeating: .zero, count: ExampleBootstrap.bins)

    init(_ scored: ScoredExamples, _ units: [Int32], _ counts: UnsafePointer<Int32>) {
      // Positives and negatives of the present run of equal scores.
      var (tiedPositives, tiedNegatives) = (Lanes.zero, Lanes.zero)
      for place in scored.order.indices {
        if scored.beginsTie(place) {
          wins += tiedPositives * (negatives + 0.5 * tiedNegatives)
          positives += tiedPositives
          negatives += tiedNegatives
          (tiedPositives, tiedNegatives) = (.zero, .zero)
        }
        let example = Int(scored.order[place])
        let weight = Lanes(
          UnsafeRawPointer(counts + Int(units[example]) * 8).loadUnaligned(as: SIMD8<Int32>.self))
        losses += weight * scored.losses[example]
        let probability = scored.probabilities[example]
        let bin = min(Int(probability * Double(ExampleBootstrap.bins)), ExampleBootstrap.bins - 1)
        if scored.labels[example] {
          tiedPositives += weight
          excess[bin] += weight * (probability - 1)
        } else {
          tiedNegatives += weight
          excess[bin] += weight * probability
        }
      }
      wins += tiedPositives * (negatives + 0.5 * tiedNegatives)
      positives += tiedPositives
      negatives += tiedNegatives
    }

    /// AUC, log loss, normalised entropy, calibration error.
    func metrics(_ lane: Int) -> [Double] {
      let (clicks, others) = (positives[lane], negatives[lane])
      let all = clicks + others
      guard all > 0 else { return [.nan, .nan, .nan, .nan] }
      let loss = losses[lane] / all
      let entropy = ExampleMetrics.entropy(clicks / all)
      return [
        clicks > 0 && others > 0 ? wins[lane] / (clicks * others) : .nan, loss,
        entropy > 0 ? loss / entropy : .nan, excess.reduce(0) { $0 + abs($1[lane]) } / all,
      ]
    }
  }
}
