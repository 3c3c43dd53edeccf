/// What a client wants recommended, in external ids.
public struct RecommendationRequest: Sendable {
  /// Whom for; nil for somebody without a name, who brings a history. An unknown user is a stranger, no error.
  public var user: String?
  /// What the client says has happened, oldest first, after what the store knows of the user.
  public var history: [HistoryEvent] = []
  /// The length of the list, 1...1000.
  public var count = 10
  /// How many of the best are left out before the list.
  public var offset = 0
  /// The name of a pipeline of the configuration; nil for the default one.
  public var pipeline: String?
  /// Only items for which this rule holds.
  public var filter: String?
  /// Only items of these ids; unknown ones are left out.
  public var candidates: [String]?
  /// No items of these ids; unknown ones are no error.
  public var excluded: [String] = []
  /// Whether items of the history may appear.
  public var includeSeen = false
  /// Items that stand at a place, from 0.
  public var pins: [(item: String, place: Int)] = []
  /// Rules that make items score more or less, in standard deviations of the candidates' scores.
  public var boosts: [(when: String, by: Float)] = []
  /// Bounds on the number of items of a sort.
  public var quotas: [(when: String, atLeast: Int, atMost: Int?)] = []
  /// How much unlikeness counts against score, 0...1; nil for the pipeline's own.
  public var variety: Float?
  /// Whether the answer says what in the history speaks for each item.
  public var explain = false
  /// The answer must reflect every change up to this sequence. Acknowledged changes are always reflected.
  public var sequence: Int64?
  /// What random choices are drawn from; nil for a fresh draw.
  public var seed: UInt64?
  /// When the question is asked, in milliseconds; nil for now.
  public var time: Int64?

  /// A request for a user, or for nobody in particular.
  public init(user: String? = nil) { self.user = user }

  /// One event of a history that a client brings.
  public struct HistoryEvent: Sendable, Hashable {
    /// The item's external id; unknown items are left out, and named in the answer.
    public var item: String
    /// The kind; nil for the pipeline's first.
    public var kind: String?
    /// A rating, a count or another strength.
    public var value: Float
    /// When, in milliseconds; nil for now.
    public var time: Int64?

    /// An event.
    public init(item: String, kind: String? = nil, value: Float = 1, time: Int64? = nil) {
      self.item = item
      self.kind = kind
      self.value = value
      self.time = time
    }
  }
}

/// A list, and what it was made by.
public struct RecommendationAnswer: Sendable {
  /// One item.
  public struct Item: Sendable, Hashable {
    /// The item's external id.
    public var id: String
    /// The ranker's score.
    public var score: Float
    /// The stage that brought it.
    public var source: String
    /// The items of the history that speak for it and what each adds to the score, strongest first.
    public var reasons: [Reason]

    /// An item.
    public init(id: String, score: Float, source: String, reasons: [Reason] = []) {
      self.id = id
      self.score = score
      self.source = source
      self.reasons = reasons
    }
  }

  /// What speaks for an item.
  public struct Reason: Sendable, Hashable {
    /// An item of the history.
    public var id: String
    /// What it adds to the score.
    public var score: Float

    /// A reason.
    public init(id: String, score: Float) {
      self.id = id
      self.score = score
    }
  }

  /// The list, best first.
  public var items: [Item]
  /// The name of this answer in the record of exposures.
  public var request: String
  /// The version of the model that made it; nil while there is none, when popularity answers.
  public var model: String?
  /// The pipeline that made it.
  public var pipeline: String
  /// The answer reflects every change up to this sequence.
  public var sequence: Int64
  /// Ids of the request's history that nobody knows.
  public var unknown: [String]

  /// An answer.
  public init(
    items: [Item], request: String, model: String?, pipeline: String, sequence: Int64, unknown: [String] = []
  ) {
    self.items = items
    self.request = request
    self.model = model
    self.pipeline = pipeline
    self.sequence = sequence
    self.unknown = unknown
  }
}

/// An item or a user with a score.
public struct ScoredID: Sendable, Hashable {
  /// The external id.
  public var id: String
  /// The score: what it means depends on the list.
  public var score: Double

  /// An id with a score.
  public init(id: String, score: Double) {
    self.id = id
    self.score = score
  }
}
