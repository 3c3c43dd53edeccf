/// What became of one training: a line of the registry's `attempts.jsonl`.
public struct TrainingAttempt: Sendable, Hashable, Codable {
  /// Why it was started.
  public enum Trigger: String, Sendable, Codable {
    /// Enough time had passed.
    case time
    /// Enough had changed.
    case changes
    /// There was no model yet.
    case noModel
    /// Somebody asked for it.
    case request
  }

  /// How it ended.
  public enum Outcome: String, Sendable, Codable {
    /// The new model answers.
    case deployed
    /// The gate did not let it pass; the old model stays.
    case refused
    /// There is no new model: something went wrong.
    case failed
    /// It was asked to stop.
    case cancelled
  }

  /// When it started, in milliseconds since 1970-01-01T00:00:00Z.
  public var started: Int64
  /// How long it took, in seconds.
  public var seconds: Double
  /// Why it was started.
  public var trigger: Trigger
  /// The store's sequence at its start.
  public var sequence: Int64
  /// How it ended.
  public var outcome: Outcome
  /// The new version; nil when there is none.
  public var version: ModelVersion?
  /// Why it ended so, in sentences.
  public var reasons: [String]
  /// What was measured; nil when it did not come to that.
  public var verdict: TrainingVerdict?
}
