/// A way of saying offline which of some models is best.
public struct SelectionCriterion: Sendable, Hashable, Encodable {
  /// How models are asked.
  public enum Way: Sendable, Hashable, Encodable {
    /// Events of the whole log, which the models were fitted on, one at a time.
    case events(EventHistory)
    /// Events of the test part of a split, one at a time.
    case testEvents(EventHistory, split: String)
    /// One list a user, against the test part of a split.
    case lists(split: String)

    /// "lloo", "lloo time:0.2", "lists time:0.2".
    public var words: String {
      switch self {
      case .events(let history): history.rawValue
      case .testEvents(let history, let split): "\(history.rawValue) \(split)"
      case .lists(let split): "lists \(split)"
      }
    }

    /// Writes the words.
    public func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      try container.encode(words)
    }
  }

  /// How models are asked.
  public var way: Way
  /// The metric: "recall", "ndcg".
  public var metric: String
  /// The popularity penalty; nil for metrics without one.
  public var beta: Double?

  /// A criterion.
  public init(_ way: Way, _ metric: String, beta: Double? = nil) {
    self.way = way
    self.metric = metric
    self.beta = beta
  }
}
