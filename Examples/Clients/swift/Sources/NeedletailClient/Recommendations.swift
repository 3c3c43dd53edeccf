/// What is wanted.
public struct Request: Encodable, Sendable {
  /// One event of a stranger's history.
  public struct Past: Encodable, Sendable {
    /// The item's id.
    public var item: String
    /// The kind; the first one when nil.
    public var kind: String?

    /// An event.
    public init(item: String, kind: String? = nil) {
      self.item = item
      self.kind = kind
    }
  }

  /// Whom for; nil for a stranger.
  public var user: String?
  /// What has happened beside what the server knows, oldest first.
  public var history: [Past]
  /// The length of the list, 1...1000.
  public var count: Int
  /// Only items for which a rule holds: `genre in ["drama"] and year >= 2010`.
  public var filter: String?
  /// Only these items.
  public var candidates: [String]?
  /// None of these items.
  public var excluded: [String]
  /// Whether the answer says what in the history speaks for each item.
  public var explain: Bool

  /// A request.
  public init(
    user: String? = nil, history: [Past] = [], count: Int = 10, filter: String? = nil,
    candidates: [String]? = nil, excluded: [String] = [], explain: Bool = false
  ) {
    self.user = user
    self.history = history
    self.count = count
    self.filter = filter
    self.candidates = candidates
    self.excluded = excluded
    self.explain = explain
  }
}

/// A list, and what it was made by.
public struct Recommendations: Decodable, Sendable {
  /// One item.
  public struct Entry: Decodable, Sendable {
    /// The item's id.
    public let id: String
    /// The ranker's score.
    public let score: Double
    /// The stage that brought it.
    public let source: String
    /// What in the history speaks for it, strongest first; nil unless asked for.
    public let reasons: [Ranked]?
  }

  /// Best first.
  public let items: [Entry]
  /// The name of this answer in the server's record.
  public let request: String
  /// The version of the model; nil while there is none.
  public let model: String?
  /// The answer reflects every change up to this sequence.
  public let sequence: Int64
  /// Items of the history that the server does not know.
  public let unknown: [String]
}

/// An id with a score.
public struct Ranked: Decodable, Sendable {
  /// The id.
  public let id: String
  /// The score: what it means depends on the list.
  public let score: Double
}

/// What is being served.
public struct Status: Decodable, Sendable {
  /// The version of the model; nil while there is none.
  public let model: String?
  /// Users with an id.
  public let users: Int
  /// Items that may be recommended.
  public let items: Int
  /// Events in memory.
  public let events: Int
  /// The sequence up to which answers reflect the store.
  public let sequence: Int64
}
