/// Takes a record of every answered request.
public protocol ExposureSink: Sendable {
  /// Takes one record. Called on the thread that made the answer: it must not wait for anything.
  func record(_ exposure: Exposure)
}

/// What was shown to somebody, and with which probability.
public struct Exposure: Sendable, Hashable {
  /// One place of the list.
  public struct Entry: Sendable, Hashable {
    /// The item's external id.
    public var id: String
    /// The item's code in the store; -1 for an item that only the model knows.
    public var item: Int32
    /// The stage that brought it.
    public var source: String
    /// The probability that the item was in the list, given all but the random choices of the request.
    public var propensity: Float

    /// A place.
    public init(id: String, item: Int32, source: String, propensity: Float) {
      self.id = id
      self.item = item
      self.source = source
      self.propensity = propensity
    }
  }

  /// The name of the answer: `RecommendationAnswer.request`.
  public var request: String
  /// When, in milliseconds.
  public var time: Int64
  /// The user's code; nil for somebody whom the store does not know.
  public var user: Int32?
  /// The version of the model; nil while there was none.
  public var model: String?
  /// The pipeline.
  public var pipeline: String
  /// The answer reflected every change up to this sequence.
  public var sequence: Int64
  /// How many of the best were left out before the list.
  public var offset: Int
  /// The list, best first.
  public var entries: [Entry]

  /// A record.
  public init(
    request: String, time: Int64, user: Int32?, model: String?, pipeline: String, sequence: Int64,
    offset: Int,
    entries: [Entry]
  ) {
    self.request = request
    self.time = time
    self.user = user
    self.model = model
    self.pipeline = pipeline
    self.sequence = sequence
    self.offset = offset
    self.entries = entries
  }
}
