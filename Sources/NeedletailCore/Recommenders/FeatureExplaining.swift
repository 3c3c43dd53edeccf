public import NeedletailData

/// What one attribute of an item adds to a score.
public struct FeatureContribution: Sendable, Hashable {
  /// The attribute and its value: "genres=Drama", "title=matrix".
  public var feature: String
  /// What it adds.
  public var contribution: Float

  /// A contribution.
  public init(feature: String, contribution: Float) {
    self.feature = feature
    self.contribution = contribution
  }
}

/// A recommender whose score is a sum over named attributes of the candidate.
public protocol FeatureExplaining: Recommender {
  /// What each attribute of a candidate adds to its score, the largest first; attributes that add nothing are
  /// left out.
  ///
  /// The contributions sum to the score, up to rounding.
  func features(_ query: Query, item: ItemRow) throws -> [FeatureContribution]
}
