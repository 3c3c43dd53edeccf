public import NeedletailCore

extension EvaluationDocument {
  /// One model's results.
  public struct Model: Codable, Sendable, Hashable {
    /// The name in tables.
    public var name: String
    /// The algorithm and its hyper-parameters.
    public var spec: Specification?
    /// How long fitting took.
    public var fitSeconds: Double?
    /// How long answering took.
    public var scoreSeconds: Double
    /// The most memory that fitting took.
    public var peakBytes: Int?
    /// Whom the numbers speak of.
    public var counts: EvaluationCounts
    /// Metrics by key.
    public var metrics: [String: Metric]
    /// Metrics by key when every user is folded in as a stranger; nil for models without rows of users.
    public var foldIn: [String: Metric]?
    /// The reasons of metrics that could not be computed, by key.
    public var absent: [String: String]
    /// Results for groups of users.
    public var breakdowns: [Breakdown]
    /// Accuracy at several cut-offs.
    public var cutoffCurves: [Curve]
    /// ROC and precision-recall curves.
    public var rankingCurves: RankingCurves?
    /// How often predicted clicks came true, by probability; nil but for labelled examples.
    public var reliability: [ReliabilityBin]?
  }

  /// An algorithm with its hyper-parameters.
  public struct Specification: Codable, Sendable, Hashable {
    /// "ease".
    public var algorithm: String
    /// The values by name.
    public var hyperparameters: [String: Value]

    /// "ease(l2=500)".
    public var text: String {
      let values = hyperparameters.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
      return values.isEmpty ? algorithm : "\(algorithm)(\(values.joined(separator: ",")))"
    }
  }

  /// A hyper-parameter as a JSON number, boolean or string.
  public enum Value: Codable, Sendable, Hashable, CustomStringConvertible {
    /// A number, whole or not.
    case number(Double)
    /// true or false.
    case flag(Bool)
    /// A name.
    case choice(String)

    /// A value from JSON.
    public init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let value = try? container.decode(Bool.self) {
        self = .flag(value)
      } else if let value = try? container.decode(Double.self) {
        self = .number(value)
      } else {
        self = .choice(try container.decode(String.self))
      }
    }

    /// Writes the bare value.
    public func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch self {
      case .number(let value): try container.encode(value)
      case .flag(let value): try container.encode(value)
      case .choice(let value): try container.encode(value)
      }
    }

    /// The bare value: "500".
    public var description: String {
      switch self {
      case .number(let value):
        value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
      case .flag(let value): "\(value)"
      case .choice(let value): value
      }
    }
  }

  /// A metric's value, interval and meaning.
  public struct Metric: Codable, Sendable, Hashable {
    /// Its value.
    public var value: Double
    /// The lower end of the interval.
    public var low: Double?
    /// The upper end of the interval.
    public var high: Double?
    /// The users that it is computed from.
    public var n: Int
    /// The exact definition; nil inside breakdowns, where it is that of the model's metric.
    public var definition: String?
    /// What else the reader should know.
    public var note: String?
  }

  /// Results for groups of users.
  public struct Breakdown: Codable, Sendable, Hashable {
    /// "activity", or a user attribute.
    public var attribute: String
    /// The groups in order.
    public var buckets: [Bucket]
  }

  /// Results for one group of users.
  public struct Bucket: Codable, Sendable, Hashable {
    /// "6–20".
    public var name: String
    /// The judged users in it.
    public var users: Int
    /// Metrics by key.
    public var metrics: [String: Metric]
  }

  /// One metric at several cut-offs.
  public struct Curve: Codable, Sendable, Hashable {
    /// The metric without its cut-off.
    public var metric: String
    /// The cut-offs, ascending.
    public var cutoffs: [Int]
    /// The value at each.
    public var values: [Double]
  }
}

extension EvaluationDocument.Model {
  /// The document's form of an evaluation.
  public init(_ evaluation: ModelEvaluation) {
    name = evaluation.name
    spec = evaluation.specification.map { EvaluationDocument.Specification($0) }
    fitSeconds = evaluation.fitSeconds
    scoreSeconds = evaluation.scoreSeconds
    peakBytes = evaluation.peakBytes
    counts = evaluation.counts
    metrics = Self.byKey(evaluation.metrics, withDefinition: true)
    foldIn = evaluation.foldIn.map { Self.byKey($0, withDefinition: false) }
    absent = Dictionary(uniqueKeysWithValues: evaluation.absent.map { ($0.key.description, $0.reason) })
    breakdowns = evaluation.breakdowns.map { breakdown in
      EvaluationDocument.Breakdown(
        attribute: breakdown.attribute,
        buckets: breakdown.buckets.map {
          EvaluationDocument.Bucket(
            name: $0.name, users: $0.users, metrics: Self.byKey($0.metrics, withDefinition: false))
        })
    }
    cutoffCurves = evaluation.cutoffCurves.map {
      EvaluationDocument.Curve(metric: $0.metric, cutoffs: $0.cutoffs, values: $0.values)
    }
    rankingCurves = evaluation.rankingCurves
    reliability = evaluation.reliability
  }

  private static func byKey(
    _ results: [MetricResult], withDefinition: Bool
  ) -> [String: EvaluationDocument.Metric] {
    var metrics: [String: EvaluationDocument.Metric] = [:]
    for result in results {
      metrics[result.key.description] = EvaluationDocument.Metric(
        value: result.value, low: result.low, high: result.high, n: result.n,
        definition: withDefinition ? result.definition : nil, note: result.note)
    }
    return metrics
  }
}

extension EvaluationDocument.Specification {
  /// The document's form of a specification.
  public init(_ specification: ModelSpecification) {
    algorithm = specification.name
    hyperparameters = specification.algorithm.hyperparameters.values.mapValues {
      EvaluationDocument.Value($0)
    }
  }
}

extension EvaluationDocument.Value {
  /// The document's form of a hyper-parameter.
  public init(_ value: HyperparameterValue) {
    self =
      switch value {
      case .integer(let value): .number(Double(value))
      case .number(let value): .number(value)
      case .flag(let value): .flag(value)
      case .choice(let value): .choice(value)
      }
  }
}
