public import NeedletailCore

/// What a pipeline is asked for one list.
public struct PipelineRequest: Sendable {
  /// Who asks, with which history, and when. Profile and events name items that the model knows.
  public var query: Query
  /// Rows of the history that the model does not know, ascending; they are seen, and nothing more.
  public var seenNewcomers: [Int32]
  /// The length of the list.
  public var count: Int
  /// What this request wants beyond the pipeline's own rules.
  public var rules: RequestRules
  /// What random choices of this request are drawn from.
  public var seed: UInt64

  /// A request.
  public init(
    query: Query, seenNewcomers: [Int32] = [], count: Int, rules: RequestRules = RequestRules(),
    seed: UInt64 = 0
  ) {
    self.query = query
    self.seenNewcomers = seenNewcomers
    self.count = count
    self.rules = rules
    self.seed = seed
  }
}

/// One item of a finished list.
public struct PipelineEntry: Sendable, Hashable {
  /// The item's row.
  public var item: Int32
  /// The ranker's score.
  public var score: Float
  /// The name of the stage that brought it: "model", "similar", "trending", "new", "explore", "pin".
  public var source: String
  /// The probability that this item is in the list, given everything but the random choices of the request; 1
  /// when nothing random decided.
  public var propensity: Float

  /// An item of a list.
  public init(item: Int32, score: Float, source: String, propensity: Float = 1) {
    self.item = item
    self.score = score
    self.source = source
    self.propensity = propensity
  }
}
