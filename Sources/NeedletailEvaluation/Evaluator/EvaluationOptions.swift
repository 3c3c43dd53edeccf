public import NeedletailData
public import NeedletailMath

/// What is measured, and how.
public struct EvaluationOptions: Sendable {
  /// The metrics, in the order of the report.
  public var metrics: [MetricKey]
  /// The seed of resampling.
  public var seed: UInt64 = 1
  /// The threads that work is spread over; results do not depend on their number.
  public var pool: WorkerPool
  /// How events became the weights that the models were fitted on; queries use the same.
  public var weighting: Weighting = .binary
  /// Whether items of a user's history may be recommended.
  public var includeSeen = false
  /// Whether every user is a stranger: no stored rows of users, all answers from histories alone.
  public var foldIn = false
  /// The only items that may be recommended; nil for the split's catalogue.
  public var candidates: [ItemRow]?
  /// Items that may not be recommended to anybody.
  public var excludedItems: [ItemRow] = []
  /// Attributes of items, for diversity and calibration.
  public var itemFeatures: FeatureTable?
  /// Attributes of users, for breakdowns.
  public var userFeatures: FeatureTable?
  /// The item attribute whose balance `calibration` measures; nil for the first multi-valued, else the first
  /// categorical one.
  public var calibrationColumn: String?
  /// The user attributes that results are broken down by; nil for all categorical ones.
  public var breakdowns: [String]?
  /// Into how many buckets of about equal size users fall by the length of their history; 0 for none.
  public var activityBuckets = 5
  /// Whether ROC, precision-recall and cut-off curves are computed.
  public var curves = false
  /// At most this many users, spread evenly, are scored in full for curves (metrics take all users).
  public var curveUsers = 2000
  /// The level of the intervals.
  public var confidence = 0.95
  /// The number of bootstrap resamples; 0 for no intervals.
  public var resamples = 2000
  /// Called after each batch; must be quick.
  public var progress: (@Sendable (Int, _ of: Int) -> Void)?
  /// Asks the work to stop at the next batch.
  public var cancellation: Cancellation?

  /// Options with the given metrics.
  public init(metrics: [MetricKey], pool: WorkerPool = WorkerPool()) {
    self.metrics = metrics
    self.pool = pool
  }
}

/// An evaluation that cannot be done as asked.
public struct EvaluationError: Error, CustomStringConvertible, Sendable, Equatable {
  /// Why, and the remedy when there is one.
  public let message: String
  /// Describes the reason.
  public init(_ message: String) { self.message = message }
  /// The message.
  public var description: String { message }
}
