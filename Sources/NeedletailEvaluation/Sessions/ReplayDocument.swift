/// A replay of sessions with everything that a reader needs, as JSON keeps it.
public struct ReplayDocument: Codable, Sendable, Hashable {
  /// The version of this form.
  public var schema = 1
  /// What was replayed.
  public var data: EvaluationDocument.Data
  /// Which part of it, in words.
  public var split: String
  /// How the blend was chosen, in words.
  public var choice: String
  /// The metrics, the first of which chooses.
  public var metrics: [String]
  /// The models, in the order of the command.
  public var models: [Model]
  /// The seed of the run.
  public var seed: UInt64
  /// What the results were computed with.
  public var environment: EvaluationDocument.Environment

  /// One model with and without sessions.
  public struct Model: Codable, Sendable, Hashable {
    /// Its specification.
    public var name: String
    /// The blend that was chosen.
    public var blend: String
    /// What each setting reached in the validation period, best first.
    public var validation: [Trial]
    /// Results by events in the session; the first is of all moments.
    public var slices: [Slice]
    /// What delay costs.
    public var lags: [Lag]

    /// A model's results.
    public init(name: String, blend: String, validation: [Trial], slices: [Slice], lags: [Lag]) {
      self.name = name
      self.blend = blend
      self.validation = validation
      self.slices = slices
      self.lags = lags
    }
  }

  /// One setting in the validation period.
  public struct Trial: Codable, Sendable, Hashable {
    /// The setting.
    public var blend: String
    /// The first metric.
    public var value: Double

    /// A setting's result.
    public init(blend: String, value: Double) {
      self.blend = blend
      self.value = value
    }
  }

  /// Results over some moments.
  public struct Slice: Codable, Sendable, Hashable {
    /// Events in the session so far.
    public var events: SessionSlice
    /// The number of moments.
    public var moments: Int
    /// The number of users who have them.
    public var users: Int
    /// The arms, in the order of the tables.
    public var arms: [Arm]
    /// Paired tests between arms.
    public var comparisons: [EvaluationDocument.Comparison]

    /// The value of an arm.
    public func value(_ arm: String, _ metric: String) -> Double? {
      arms.first { $0.name == arm }?.metrics[metric]?.value
    }

    /// How much more the first arm has than the second, as a share of the second; nil where that has none.
    public func gain(of first: String, over second: String, _ metric: String) -> Double? {
      guard let one = value(first, metric), let other = value(second, metric), other > 0 else { return nil }
      return one / other - 1
    }
  }

  /// One way of answering.
  public struct Arm: Codable, Sendable, Hashable {
    /// Its name.
    public var name: String
    /// Results by metric key; `n` counts users.
    public var metrics: [String: EvaluationDocument.Metric]
  }

  /// Results with the running session known late, over all moments.
  public struct Lag: Codable, Sendable, Hashable {
    /// The delay.
    public var lagSeconds: Double
    /// The results of both signals beside the long-term one.
    public var slice: Slice

    /// The results at a delay.
    public init(lagSeconds: Double, slice: Slice) {
      self.lagSeconds = lagSeconds
      self.slice = slice
    }
  }

  /// A document from its parts.
  public init(
    data: EvaluationDocument.Data, split: String, choice: String, metrics: [String], models: [Model],
    seed: UInt64, environment: EvaluationDocument.Environment
  ) {
    self.data = data
    self.split = split
    self.choice = choice
    self.metrics = metrics
    self.models = models
    self.seed = seed
    self.environment = environment
  }
}

extension SessionReplay {
  /// The results of outcomes over a slice, with paired tests, as a document keeps them.
  ///
  /// - Throws: `CancelledError` when interrupted.
  public func documentSlice(of outcomes: [Outcome], _ slice: SessionSlice) throws -> ReplayDocument.Slice {
    let evaluations = try evaluations(of: outcomes, in: slice)
    return ReplayDocument.Slice(
      events: slice, moments: momentCount(in: slice), users: evaluations.first?.metrics.first?.n ?? 0,
      arms: evaluations.map { evaluation in
        ReplayDocument.Arm(
          name: evaluation.name,
          metrics: Dictionary(
            uniqueKeysWithValues: evaluation.metrics.map {
              (
                $0.key.description,
                EvaluationDocument.Metric(value: $0.value, low: $0.low, high: $0.high, n: $0.n)
              )
            }))
      },
      comparisons: try comparisons(of: evaluations).map(EvaluationDocument.Comparison.init))
  }
}
