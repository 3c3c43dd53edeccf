/// What became of the training of one candidate: what was measured, and what the gate said.
public struct TrainingVerdict: Sendable, Hashable, Codable {
  /// The algorithm with its hyper-parameters.
  public var specification: String
  /// How events became weights.
  public var weighting: String
  /// The store's sequence up to which the candidate has learnt.
  public var sequence: Int64
  /// The time of the latest event of the data, in milliseconds.
  public var latestTime: Int64
  /// Users, items and events of the data.
  public var users: Int
  /// See `users`.
  public var items: Int
  /// See `users`.
  public var events: Int
  /// The start of the window that was held back, in milliseconds; events from then on were the test.
  public var windowStart: Int64
  /// The version that the candidate was compared with; nil when there was none.
  public var deployed: String?
  /// What the gate looked at.
  public var findings: GateFindings
  /// Further measurements of the candidate on the window, by metric key.
  public var metrics: [String: Double]
  /// The gate's decision.
  public var decision: GateDecision
  /// What a reader of the figures should know.
  public var notes: [String]
  /// The folder of the model that was fitted on everything; nil when the gate refused.
  public var model: String?
  /// How long both fits took, in seconds.
  public var fitSeconds: Double
  /// How long measuring took, in seconds.
  public var evaluationSeconds: Double
  /// The most memory that the process had, in bytes; nil where the system does not say.
  public var peakBytes: Int?
}
