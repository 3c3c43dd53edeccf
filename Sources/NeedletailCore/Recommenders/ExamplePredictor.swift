/// A recommender that answers from the fields of an example: those of the user, of the candidate and of the moment.
public protocol ExamplePredictor: Recommender {
  /// The fields that it was fitted with, and how queries become examples of them.
  var ranking: RankingFields { get }
}

extension ExamplePredictor {
  /// The number of items.
  public var itemCount: Int { ranking.itemCount }
}
