/// A progressive evaluation with everything that a reader needs, as JSON keeps it.
public struct ProgressiveDocument: Codable, Sendable, Hashable {
  /// The version of this form.
  public var schema = 1
  /// The stream.
  public var data: Data
  /// How it was cut and judged.
  public var design: Design
  /// The arms, model by model in the order of the command.
  public var arms: [Arm]
  /// Differences between pairs of arms of one model, paired over windows.
  public var comparisons: [Comparison]
  /// What the reader should know.
  public var warnings: [String]
  /// The seed of the run.
  public var seed: UInt64
  /// What the results were computed with.
  public var environment: EvaluationDocument.Environment

  /// The stream.
  public struct Data: Codable, Sendable, Hashable {
    /// Where it came from.
    public var source: String
    /// Its examples.
    public var examples: Int
    /// Those with a click.
    public var positives: Int
    /// Distinct users; 0 without such a field.
    public var users: Int
    /// Distinct items; 0 without such a field.
    public var items: Int
    /// The names of the fields.
    public var fields: [String]
    /// A hash of all examples.
    public var fingerprint: String
  }

  /// How the stream was cut and judged.
  public struct Design: Codable, Sendable, Hashable {
    /// "2h", "5000 examples".
    public var window: String
    /// All windows.
    public var windows: Int
    /// Windows that nobody predicts.
    public var warmUp: Int
    /// The first window that counts in means.
    public var judgedFrom: Int
    /// The delay of labels in milliseconds.
    public var delay: Int64
    /// What a model must pass to be deployed; nil for nothing.
    public var gate: DeploymentGate?
    /// The share of each window that nobody trains on.
    public var heldShare: Double
    /// How long an item is new, in milliseconds.
    public var newItemSpan: Int64
    /// Windows of a block of the bootstrap.
    public var block: Int
  }

  /// A figure with its interval over windows.
  public struct Figure: Codable, Sendable, Hashable {
    /// Its value.
    public var value: Double
    /// The lower end of the interval.
    public var low: Double?
    /// The upper end.
    public var high: Double?
  }

  /// One arm.
  public struct Arm: Codable, Sendable, Hashable {
    /// Its name in tables.
    public var name: String
    /// The model with its hyper-parameters.
    public var model: String
    /// The arm with its settings.
    public var arm: String
    /// Means over judged windows, weighted by impressions.
    public var normalisedEntropy: Figure?
    /// Likewise, in nats.
    public var logLoss: Figure?
    /// Likewise.
    public var auc: Figure?
    /// Predicted clicks over clicks of all judged windows.
    public var calibration: Double?
    /// Examples of new items in judged windows.
    public var newItems: Slice?
    /// What age costs: normalised entropy of a model of that age less that of the arm's present one.
    public var staleness: [Point]
    /// What is forgotten: normalised entropy on examples held out of a past window less that of the model of then.
    public var forgetting: [Point]
    /// What updates took.
    public var cost: Cost
    /// Window by window.
    public var windows: [Window]
  }

  /// A part of the examples, all judged windows together.
  public struct Slice: Codable, Sendable, Hashable {
    /// Its examples.
    public var examples: Int
    /// Those with a click.
    public var clicks: Int
    /// Log loss over the entropy of the slice's click rate.
    public var normalisedEntropy: Double?
    /// The mean over windows, weighted by examples.
    public var auc: Double?
    /// Predicted clicks over clicks.
    public var calibration: Double?
  }

  /// A point of a curve over windows.
  public struct Point: Codable, Sendable, Hashable {
    /// The age or distance in windows.
    public var windows: Int
    /// The mean difference of normalised entropy.
    public var value: Double
    /// The windows that it is the mean of.
    public var n: Int
  }

  /// What updates took, per update of judged windows.
  public struct Cost: Codable, Sendable, Hashable {
    /// Updates.
    public var updates: Int
    /// Those that the gate refused.
    public var refused: Int
    /// The mean examples of an update.
    public var examples: Double
    /// The mean time of an update.
    public var updateSeconds: Double
    /// The time of teachers, per update.
    public var teacherSeconds: Double
    /// How many updates a training anew costs: seconds of `retrain` over seconds of this arm's; nil without that arm. No
    /// part of the document's identity.
    public var ratioToRetrainSeconds: Double?
  }

  /// One window of an arm.
  public struct Window: Codable, Sendable, Hashable {
    /// Its number from 0.
    public var number: Int
    /// When it begins, in milliseconds since 1970.
    public var start: Int64
    /// Whether it counts in means.
    public var isJudged: Bool
    /// Its examples.
    public var examples: Int
    /// The share of clicks.
    public var clickRate: Double
    /// Log loss over the entropy of the click rate.
    public var normalisedEntropy: Double?
    /// In nats.
    public var logLoss: Double
    /// The area under the ROC curve.
    public var auc: Double?
    /// Predicted clicks over clicks.
    public var calibration: Double?
    /// Examples of the update before it.
    public var trained: Int
    /// The time of that update.
    public var updateSeconds: Double
    /// The time of a teacher trained before it.
    public var teacherSeconds: Double
    /// Why the update was not deployed.
    public var refusal: String?
  }

  /// Two arms, paired over windows.
  public struct Comparison: Codable, Sendable, Hashable {
    /// "ne" or "forgetting".
    public var metric: String
    /// The first arm.
    public var first: String
    /// The second.
    public var second: String
    /// First minus second: the mean over windows, weighted by impressions.
    public var difference: Double
    /// The lower end of its interval.
    public var low: Double?
    /// The upper end.
    public var high: Double?
    /// The difference in standard deviations of the resamples; nil when these are all equal.
    public var z: Double?
    /// Twice the share of resamples of the other sign.
    public var p: Double
    /// The windows.
    public var n: Int
    /// Windows in which the first is lower.
    public var lower: Int
  }
}
