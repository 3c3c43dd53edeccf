import Glibc

/// How a model did on some examples.
public struct WindowScore: Sendable, Hashable, Codable {
  /// The examples.
  public var examples: Int
  /// Those with a click.
  public var clicks: Int
  /// Mean log loss in nats; 0 without examples.
  public var logLoss: Double
  /// The chance that a click scores above another example; nil without both.
  public var auc: Double?
  /// The sum of predicted probabilities.
  public var predicted: Double

  /// The score of what a model said.
  package init(_ scored: ScoredExamples) {
    examples = scored.labels.count
    clicks = scored.labels.count { $0 }
    logLoss = examples > 0 ? scored.losses.reduce(0, +) / Double(examples) : 0
    auc = BinaryClassification.auc(scores: scored.logOdds.map(Double.init), labels: scored.labels)
    predicted = scored.probabilities.reduce(0, +)
  }

  /// The score of some of the examples.
  package init(_ scored: ScoredExamples, where isMeant: [Bool]) {
    let places = isMeant.indices.filter { isMeant[$0] }
    self.init(
      ScoredExamples(
        logOdds: places.map { scored.logOdds[$0] }, labels: places.map { scored.labels[$0] }))
  }

  /// Log loss over the entropy of the mean label: 1 for knowing the mean only; nil without both labels.
  public var normalisedEntropy: Double? {
    let entropy = ExampleMetrics.entropy(Double(clicks) / Double(max(examples, 1)))
    return entropy > 0 ? logLoss / entropy : nil
  }

  /// Predicted clicks over clicks; nil without clicks.
  public var calibration: Double? { clicks > 0 ? predicted / Double(clicks) : nil }
}
