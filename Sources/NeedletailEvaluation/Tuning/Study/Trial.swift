import NeedletailCore

/// One trial of a search, as it is kept in the study's file.
///
/// Fields that end in `Seconds` or `Bytes` differ between runs; all others are functions of the data, the space,
/// the strategy and the seed.
public struct Trial: Codable, Sendable, Hashable {
  /// Its number, from 0.
  public var number: Int
  /// The specification with every hyper-parameter.
  public var model: String
  /// The step of the strategy that it belongs to.
  public var stage: String
  /// The share of the training users that it was fitted on.
  public var share: Double
  /// The metric on the validation part; nil for a trial that failed.
  public var value: Double?
  /// The lower end of its interval over users.
  public var low: Double?
  /// The upper end.
  public var high: Double?
  /// Other metrics on the validation part, by key: what the lists are like.
  public var metrics: [String: Double] = [:]
  /// The epochs that early stopping chose; nil without it.
  public var epochs: Int?
  /// Why it failed.
  public var error: String?
  /// How long fitting took.
  public var fitSeconds: Double?
  /// How long answering took.
  public var scoreSeconds: Double?
  /// The memory that fitting needs, by the algorithm's formula.
  public var memoryBytes: Int?

  /// A trial that has not been run.
  public init(number: Int, _ suggestion: Suggestion) {
    self.number = number
    model = suggestion.specification.fullDescription
    stage = suggestion.stage
    share = suggestion.share
  }

  /// What the trial cost.
  public var seconds: Double? { fitSeconds.map { $0 + (scoreSeconds ?? 0) } }

  /// Whether it can win: it has a value, from a fit on all training users.
  public var isEligible: Bool { value != nil && share == 1 }
}
