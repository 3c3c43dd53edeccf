public import NeedletailData

/// Two items of a history with what they add to a score together.
public struct ScoredPair: Sendable, Hashable {
  /// The item with the lower row.
  public let first: ItemRow
  /// The item with the higher row.
  public let second: ItemRow
  /// What the pair adds beyond its items alone.
  public let score: Float

  /// A pair with its part of a score.
  public init(first: ItemRow, second: ItemRow, score: Float) {
    self.first = first
    self.second = second
    self.score = score
  }
}

/// A recommender in whose scores pairs of items of the history have a part of their own.
///
/// `explain` shares the part of a pair out to its two items.
public protocol PairExplaining: Recommender {
  /// What each pair of the profile's items adds to the score of a candidate, by ascending pairs.
  func explainPairs(_ query: Query, item: ItemRow) throws -> [ScoredPair]
}
