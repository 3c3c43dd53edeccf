/// An item that may enter a list, and how much speaks for it.
public struct Candidate: Sendable, Hashable {
  /// The item's row.
  public var item: Int32
  /// The score; higher is better.
  public var score: Float

  /// A candidate.
  public init(item: Int32, score: Float) {
    self.item = item
    self.score = score
  }

  /// Whether one stands before another: by score, ties by row; a score that is no number comes last.
  public static func precedes(_ left: Candidate, _ right: Candidate) -> Bool {
    if left.score != right.score {
      if left.score.isNaN || right.score.isNaN {
        return right.score.isNaN && (!left.score.isNaN || left.item < right.item)
      }
      return left.score > right.score
    }
    return left.item < right.item
  }
}
