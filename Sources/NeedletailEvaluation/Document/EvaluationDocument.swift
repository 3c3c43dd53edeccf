public import NeedletailData
import NeedletailMath

/// The result of `evaluate` in its versioned JSON form.
///
/// Two runs of the same command give the same bytes for any number of threads, apart from fields whose names
/// end in `Seconds` or `Bytes`, and `threads`: `identity` is the document without those.
public struct EvaluationDocument: Codable, Sendable, Hashable {
  /// The version of the form.
  public var schema = 1
  /// The data that models were fitted and judged on.
  public var data: Data
  /// The division in words.
  public var split: String
  /// The seed of the run.
  public var seed: UInt64
  /// The keys of all metrics, in the order asked for.
  public var metrics: [String]
  /// The models in the order of the run.
  public var models: [Model]
  /// Tests between all pairs of models, metric by metric.
  public var comparisons: [Comparison]
  /// Models compared within groups of users; nil when that was not asked for.
  public var groupComparisons: [GroupComparison]?
  /// What the reader of the results should know.
  public var warnings: [String]
  /// What it was computed with.
  public var environment: Environment

  /// A document from its parts.
  public init(
    data: Data, split: String, seed: UInt64, metrics: [String], models: [Model],
    comparisons: [Comparison] = [], warnings: [String] = [], environment: Environment
  ) {
    self.data = data
    self.split = split
    self.seed = seed
    self.metrics = metrics
    self.models = models
    self.comparisons = comparisons
    self.warnings = warnings
    self.environment = environment
  }

  /// A document of evaluations on one split.
  public init(
    data: Data, split: Split, options: EvaluationOptions, evaluations: [ModelEvaluation],
    comparisons: [NeedletailEvaluation.Comparison] = [], warnings: [String] = [], version: String
  ) {
    var metrics: [String] = []
    for evaluation in evaluations {
      for key in evaluation.order where !metrics.contains(key.description) { metrics.append(key.description) }
    }
    self.init(
      data: data, split: split.definition, seed: options.seed, metrics: metrics,
      models: evaluations.map { Model($0) }, comparisons: comparisons.map { Comparison($0) },
      warnings: split.warnings + warnings,
      environment: Environment(
        version: version, threads: options.pool.threads, confidence: options.confidence,
        resamples: options.resamples))
  }

  /// The size of the data.
  public struct Data: Codable, Sendable, Hashable {
    /// Where they came from, as the user named it.
    public var source: String?
    /// Users in the vocabulary.
    public var users: Int
    /// Items in the vocabulary.
    public var items: Int
    /// Interactions after filters.
    public var interactions: Int
    /// A hash of the interactions, equal for equal data.
    public var fingerprint: String?
    /// What was filtered and how events were weighted, in words; nil for nothing.
    public var preparation: String?
    /// The labelled examples, when it is they that models were fitted and judged on; interactions are then the positive
    /// ones.
    public var examples: Examples?

    /// The size of a data set.
    public init(
      source: String? = nil, users: Int, items: Int, interactions: Int, fingerprint: String? = nil,
      preparation: String? = nil
    ) {
      self.source = source
      self.users = users
      self.items = items
      self.interactions = interactions
      self.fingerprint = fingerprint
      self.preparation = preparation
    }

    /// The size of a log.
    public init(_ log: InteractionLog, source: String? = nil) {
      self.init(source: source, users: log.users.count, items: log.items.count, interactions: log.count)
    }
  }

  /// What results were computed with.
  public struct Environment: Codable, Sendable, Hashable {
    /// The version of Needletail.
    public var version: String
    /// The threads of the run; no part of the document's identity.
    public var threads: Int
    /// The level of the intervals.
    public var confidence: Double
    /// The number of bootstrap resamples.
    public var resamples: Int
    /// The order of equal scores, in words.
    public var ties: String
    /// What is resampled and paired, when that is not users with lists: "user", "group" or "example".
    public var unit: String?

    /// An environment.
    public init(version: String, threads: Int, confidence: Double = 0.95, resamples: Int = 2000) {
      self.version = version
      self.threads = threads
      self.confidence = confidence
      self.resamples = resamples
      ties = "by external id, ascending: numerically for integers, else by UTF-8 bytes"
    }
  }
}
