/// A trial of metrics with its summaries, as JSON keeps it.
public struct MetricTrialDocument: Encodable, Sendable {
  /// The version of the form.
  public var schema = 1
  /// The seed of the run.
  public var seed: UInt64
  /// What each criterion is worth by each truth.
  public var summaries: [Row]
  /// What a model drawn at random gives, by truth.
  public var chance: [String: SelectionSummary]
  /// Everything that was measured.
  public var result: MetricTrialResult

  /// One criterion by one truth.
  public struct Row: Encodable, Sendable {
    /// How models were asked: "lloo time:0.2".
    public var way: String
    /// The metric: "recall".
    public var metric: String
    /// The popularity penalty; nil for metrics without one.
    public var beta: Double?
    /// The truth: "response".
    public var truth: String
    /// What the criterion is worth.
    public var summary: SelectionSummary
  }

  /// The document of a result.
  public init(_ result: MetricTrialResult, seed: UInt64) {
    self.seed = seed
    self.result = result
    summaries = result.truthNames.indices.flatMap { truth in
      result.criteria.map { criterion in
        Row(
          way: criterion.way.words, metric: criterion.metric, beta: criterion.beta,
          truth: result.truthNames[truth],
          summary: SelectionSummary(result.outcomes(of: criterion, truth: truth)))
      }
    }
    chance = Dictionary(
      uniqueKeysWithValues: result.truthNames.indices.map {
        (result.truthNames[$0], result.chance(truth: $0))
      })
  }
}
