public import NeedletailData
public import NeedletailMath

/// Ranked lists of anybody's making: by external ids, best first.
public struct RankedRun: Sendable, Equatable {
  /// The list of one user.
  public struct List: Sendable, Equatable {
    /// The user's external id.
    public var user: String
    /// The items' external ids, best first, each once.
    public var items: [String]
    /// The score of each item; nil when only the order is known.
    public var scores: [Double]?

    /// A list.
    ///
    /// - Precondition: as many scores as items, if there are scores.
    public init(user: String, items: [String], scores: [Double]? = nil) {
      precondition(scores.map { $0.count == items.count } ?? true, "scores and items differ in number")
      self.user = user
      self.items = items
      self.scores = scores
    }
  }

  /// The name of the run, as its last column says.
  public var tag: String
  /// The lists, in the order of their source.
  public var lists: [List]

  /// A run from its lists.
  public init(tag: String, lists: [List]) {
    self.tag = tag
    self.lists = lists
  }

  /// A run from what a recommender answered.
  ///
  /// - Precondition: as many lists as users; rows lie within the vocabularies.
  public init(
    tag: String, users: [UserRow], lists: [[ScoredItem]], userIDs: Vocabulary, itemIDs: Vocabulary
  ) {
    precondition(users.count == lists.count, "\(lists.count) lists for \(users.count) users")
    self.init(
      tag: tag,
      lists: zip(users, lists).map { user, list in
        List(
          user: userIDs.id(user), items: list.map { itemIDs.id(Int($0.item)) },
          scores: list.map { Double($0.score) })
      })
  }

  /// A run from a file: JSON Lines when its first character is a brace, else TREC.
  ///
  /// - Throws: `FileAccessError` when the file cannot be read, `DataError` with its line otherwise.
  public init(contentsOf path: String) throws {
    let file = try MappedFile(path: path)
    let bytes = file.copyBytes(in: 0..<file.count)
    let first = bytes.first { !TextLines.isBlank($0) && $0 != UInt8(ascii: "\n") }
    if first == UInt8(ascii: "{") {
      try self.init(jsonLines: bytes, file: path)
    } else {
      try self.init(trec: bytes, file: path)
    }
  }
}
