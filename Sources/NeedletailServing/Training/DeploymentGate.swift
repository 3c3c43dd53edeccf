public import NeedletailEvaluation

/// The conditions under which a freshly trained model may answer in place of the deployed one.
///
/// The metric decides by the interval of its paired difference: a candidate passes when even the lower end of that
/// interval does not fall below the deployed model's value by more than the tolerance. Figures that say little
/// (few users, a wide interval) therefore refuse, and the reason says so.
public struct DeploymentGate: Sendable, Hashable, Codable {
  /// Whether there is a gate at all; without one every model that could be fitted is deployed.
  public var isOpen = false
  /// The metric, of ranking accuracy with a cut-off; greater is better.
  public var metric = "ndcg@20"
  /// The share of the deployed model's value that the candidate may lose, 0...1.
  public var tolerance = 0.05
  /// The share of the catalogue that the candidate's lists must cover, 0...1.
  public var coverage = 0.0
  /// The share of the deployed model's coverage that the candidate may lose, 0...1.
  public var coverageLoss = 0.5
  /// The least share that the candidate's lists must have in common with the deployed ones, 0...1.
  public var overlapLeast = 0.05
  /// The greatest share that they may have in common, 0...1.
  public var overlapMost = 1.0
  /// The fewest users that the window must judge.
  public var users = 50
  /// The level of the interval of the difference, 0.5...0.999.
  public var confidence = 0.95

  /// The gate with its defaults.
  public init() {}

  /// The metric as a key.
  ///
  /// - Throws: `MetricKeyError` for an unknown one, and for one that is no ranking accuracy with a cut-off.
  public func metricKey() throws(MetricKeyError) -> MetricKey {
    let key = try MetricKey(parsing: metric)
    guard key.family.measuresRankingAccuracy, key.cutoff != nil else {
      throw MetricKeyError(
        "expected a metric of ranking accuracy with a cut-off, such as ndcg@20; found '\(metric)'")
    }
    return key
  }
}

/// What a gate looks at.
public struct GateFindings: Sendable, Hashable, Codable {
  /// The users who were judged.
  public var users: Int
  /// The candidate's value of the metric.
  public var value: Double
  /// The share of the catalogue in the candidate's lists, 0...1.
  public var coverage: Double
  /// The same of the deployed model on the same users, and what both have in common; nil when there was none.
  public var deployed: Deployed?

  /// The deployed model beside the candidate.
  public struct Deployed: Sendable, Hashable, Codable {
    /// Its value of the metric.
    public var value: Double
    /// The candidate's value less this one.
    public var difference: Double
    /// The lower end of the difference's interval.
    public var low: Double
    /// The upper end of the difference's interval.
    public var high: Double
    /// The share of the catalogue in its lists, 0...1.
    public var coverage: Double
    /// The mean share of a list that the other model's list has too, 0...1.
    public var overlap: Double
    /// The users whose lists were compared for that.
    public var overlapUsers: Int

    /// Findings.
    public init(
      value: Double, difference: Double, low: Double, high: Double, coverage: Double, overlap: Double,
      overlapUsers: Int
    ) {
      self.value = value
      self.difference = difference
      self.low = low
      self.high = high
      self.coverage = coverage
      self.overlap = overlap
      self.overlapUsers = overlapUsers
    }
  }

  /// Findings.
  public init(users: Int, value: Double, coverage: Double, deployed: Deployed? = nil) {
    self.users = users
    self.value = value
    self.coverage = coverage
    self.deployed = deployed
  }
}

/// Whether a candidate may answer, and why.
public struct GateDecision: Sendable, Hashable, Codable {
  /// Whether it may.
  public var isPassed: Bool
  /// A sentence for each condition that does not hold; for a pass, for each that does.
  public var reasons: [String]

  /// A decision.
  public init(isPassed: Bool, reasons: [String]) {
    self.isPassed = isPassed
    self.reasons = reasons
  }
}
