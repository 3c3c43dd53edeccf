import Glibc

/// Metrics of labelled examples.
package enum ExampleMetrics {
  /// The entropy of a coin, in nats.
  static func entropy(_ p: Double) -> Double {
    p > 0 && p < 1 ? -(p * log(p) + (1 - p) * log1p(-p)) : 0
  }

  /// Whether labelled examples are what a metric speaks of.
  static func measures(_ family: MetricFamily) -> Bool {
    switch family {
    case .auc, .gauc, .logloss, .ne, .ece, .accuracy: true
    default: false
    }
  }

  /// Why a key is not measured on labels of so many classes; nil for one that is.
  static func absence(of key: MetricKey, classes: Int) -> String? {
    guard measures(key.family) else {
      return "\(key) speaks of ranked lists; labelled examples have auc, gauc, logloss, ne, ece and accuracy"
    }
    return classes > 2 ? ClassMetrics.absence(of: key, classes: classes) : nil
  }

  /// The exact definition of a key for labelled examples.
  static func definition(of key: MetricKey) -> String {
    switch key.family {
    case .auc: return "Chance that an example with a click scores above one without, ties one half."
    case .gauc:
      let weight =
        key.has(.unweighted)
        ? "unweighted" : key.has(.positives) ? "weighted by clicks" : "weighted by examples"
      return "AUC among the examples of a group, ties one half; mean over groups with both labels, \(weight)."
    default: return key.definition
    }
  }

  /// The value of a metric over all examples; nil where it has none.
  package static func value(_ key: MetricKey, _ scored: ScoredExamples) -> Double? {
    switch key.family {
    case .auc:
      BinaryClassification.auc(scores: scored.logOdds.map(Double.init), labels: scored.labels)
    case .logloss:
      BinaryClassification.logLoss(probabilities: scored.probabilities, labels: scored.labels)
    case .ne:
      BinaryClassification.normalisedEntropy(probabilities: scored.probabilities, labels: scored.labels)
    case .ece:
      BinaryClassification.calibrationError(
        probabilities: scored.probabilities, labels: scored.labels, bins: ExampleBootstrap.bins)
    default: nil
    }
  }

  /// What each unit contributes to a metric that is a sum over units; nil for one that is none.
  ///
  /// The entropy that a loss is divided by is that of all examples.
  package static func values(
    _ key: MetricKey, _ scored: ScoredExamples, units: [Int32], count: Int
  ) -> UserValues? {
    switch key.family {
    case .logloss, .ne:
      let clicks = Double(scored.labels.count { $0 }) / Double(max(scored.labels.count, 1))
      let scale = key.family == .ne ? entropy(clicks) : 1
      guard scale > 0 else { return nil }
      return UserValues(summing: scored.losses.map { $0 / scale }, units: units, count: count)
    case .accuracy:
      let hits = zip(scored.logOdds, scored.labels).map { ($0 > 0) == $1 ? 1.0 : 0 }
      return UserValues(summing: hits, units: units, count: count)
    case .gauc:
      var members = [[Int]](repeating: [], count: count)
      for (example, unit) in units.enumerated() { members[Int(unit)].append(example) }
      let pairs = members.map { own -> (Double, Double) in
        let labels = own.map { scored.labels[$0] }
        guard
          let auc = BinaryClassification.auc(scores: own.map { Double(scored.logOdds[$0]) }, labels: labels)
        else { return (0, 0) }
        let weight =
          key.has(.unweighted) ? 1 : Double(key.has(.positives) ? labels.count { $0 } : labels.count)
        return (auc * weight, weight)
      }
      return UserValues(numerators: pairs.map(\.0), denominators: pairs.map(\.1))
    default: return nil
    }
  }
}
