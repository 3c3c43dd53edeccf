/// An item number with its score.
public struct ScoredItem: Sendable, Hashable {
  /// The dense number of the item.
  public let item: Int32
  /// The score; higher is better.
  public let score: Float

  /// Pairs an item with its score.
  public init(item: Int32, score: Float) {
    self.item = item
    self.score = score
  }

  /// The order of every ranked list: by descending score, then ascending item number.
  ///
  /// Vocabularies number items in the order of their external ids, so this is the documented tie order. A NaN
  /// score sorts last, as if it were minus infinity.
  public static func ranksBefore(_ left: ScoredItem, _ right: ScoredItem) -> Bool {
    let a = left.score.isNaN ? -.infinity : left.score
    let b = right.score.isNaN ? -.infinity : right.score
    return a == b ? left.item < right.item : a > b
  }
}
