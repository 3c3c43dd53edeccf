public import NeedletailCore
public import NeedletailData

/// How a model did on a split.
public struct ModelEvaluation: Sendable {
  /// The name of the model in tables.
  public var name: String
  /// The algorithm and its hyper-parameters; nil for lists of unknown origin.
  public var specification: ModelSpecification?
  /// How long fitting took, if the caller says so.
  public var fitSeconds: Double?
  /// How long answering took: queries, lists and scores, without metrics and intervals.
  public var scoreSeconds: Double
  /// The most memory that fitting took, if the caller says so.
  public var peakBytes: Int?
  /// The metrics that could be computed, in the order asked for.
  public var metrics: [MetricResult]
  /// The metrics when every user is folded in as a stranger; nil for models without rows of users.
  public var foldIn: [MetricResult]?
  /// The metrics that could not be computed, with the reason.
  public var absent: [AbsentMetric]
  /// All metrics that were asked for, in that order.
  public var order: [MetricKey]
  /// The users behind `values`, in order.
  public var users: [UserRow]
  /// What each user contributes to each metric that is a sum over users; for tests between models.
  public var values: [MetricKey: UserValues]
  /// Results for groups of users.
  public var breakdowns: [Breakdown]
  /// Accuracy metrics at several cut-offs.
  public var cutoffCurves: [CutoffCurve]
  /// Mean ROC and precision-recall curves; nil unless asked for.
  public var rankingCurves: RankingCurves?
  /// How often predicted clicks came true, by probability; nil but for labelled examples.
  public var reliability: [ReliabilityBin]?
  /// What was counted on the way.
  public var counts: EvaluationCounts

  /// Results of anybody's making: `values` are what comparisons work on.
  ///
  /// - Precondition: every `values` holds a number for each of `users`.
  public init(
    name: String, scoreSeconds: Double, metrics: [MetricResult], absent: [AbsentMetric] = [],
    users: [UserRow], values: [MetricKey: UserValues]
  ) {
    precondition(values.values.allSatisfy { $0.numerators.count == users.count }, "values of other users")
    self.name = name
    self.scoreSeconds = scoreSeconds
    self.metrics = metrics
    self.absent = absent
    self.order = metrics.map(\.key) + absent.map(\.key)
    self.users = users
    self.values = values
    breakdowns = []
    cutoffCurves = []
    counts = EvaluationCounts()
  }

  /// The result of a metric, or nil when it is absent.
  public subscript(key: MetricKey) -> MetricResult? { metrics.first { $0.key == key } }
}

/// A metric's value with its interval and its exact meaning.
public struct MetricResult: Sendable, Hashable {
  /// Which metric.
  public var key: MetricKey
  /// Its value.
  public var value: Double
  /// The lower end of the interval; nil when none was computed.
  public var low: Double?
  /// The upper end of the interval.
  public var high: Double?
  /// The number of users that it is computed from, which are the unit of resampling.
  public var n: Int
  /// The exact definition in words.
  public var definition: String
  /// What else the reader should know: "12 of 300 test ratings could not be predicted".
  public var note: String?

  /// A result.
  public init(
    key: MetricKey, value: Double, low: Double? = nil, high: Double? = nil, n: Int, definition: String,
    note: String? = nil
  ) {
    self.key = key
    self.value = value
    self.low = low
    self.high = high
    self.n = n
    self.definition = definition
    self.note = note
  }
}

/// A metric that could not be computed.
public struct AbsentMetric: Sendable, Hashable {
  /// Which metric.
  public var key: MetricKey
  /// Why.
  public var reason: String
}

/// What an evaluation counted: how many users a number speaks of, and whom it leaves out.
public struct EvaluationCounts: Sendable, Hashable, Codable {
  /// Users with relevant test items: those who are judged.
  public var users = 0
  /// Users with a history but without relevant test items: left out.
  public var usersSkipped = 0
  /// Judged users whose history is empty.
  public var usersWithoutHistory = 0
  /// Users with test items but without listed negatives, where others have them: left out.
  public var usersWithoutNegatives = 0
  /// Distinct relevant pairs of judged users.
  public var testPairs = 0
  /// Test pairs left out because the item is in the history and may not be recommended again.
  public var testPairsSeen = 0
  /// Test pairs left out because the item may not be recommended at all.
  public var testPairsOutsideCatalogue = 0
  /// Judged users for whom a run has no list: they count with an empty one.
  public var usersWithoutList = 0
  /// Lists of a run for users without relevant items: left out.
  public var listsWithoutTestItems = 0

  /// Counts of nothing.
  public init() {}
}

/// The results of one metric at several cut-offs.
public struct CutoffCurve: Sendable, Hashable {
  /// The metric without its cut-off: "ndcg", "recall[capped]".
  public var metric: String
  /// The cut-offs, ascending.
  public var cutoffs: [Int]
  /// The value at each.
  public var values: [Double]
}

/// Results for groups of users that share something.
public struct Breakdown: Sendable, Hashable {
  /// What they share: "activity", or the name of a user attribute.
  public var attribute: String
  /// The groups, in the order of the axis.
  public var buckets: [Bucket]

  /// One group.
  public struct Bucket: Sendable, Hashable {
    /// "6–20", "female".
    public var name: String
    /// The number of judged users in it.
    public var users: Int
    /// Metrics that are sums over users.
    public var metrics: [MetricResult]
  }
}
