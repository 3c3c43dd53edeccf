public import NeedletailData
public import NeedletailMath

/// The items that are scored.
public enum Candidates: Sendable, Hashable {
  /// Every item of the model's vocabulary, in row order.
  case all
  /// The given items, in the given order.
  case rows([ItemRow])

  /// How many items, of a vocabulary of `itemCount`.
  public func count(of itemCount: Int) -> Int {
    switch self {
    case .all: itemCount
    case .rows(let rows): rows.count
    }
  }
}

/// A fitted model: it scores items for any history.
///
/// Values are immutable and may be asked from many threads at once; one call uses the calling thread only.
/// The score of a (query, item) pair has the same bits alone, in any batch and among any candidates.
public protocol Recommender: Sendable {
  /// What it was fitted with.
  var algorithm: any Algorithm { get }
  /// The number of items that it knows; item rows outside `0..<itemCount` are a caller's error.
  var itemCount: Int { get }

  /// Scores every candidate for every query.
  ///
  /// An empty profile is allowed and gives the model's answer for a stranger (often all zeros). Profile items
  /// are not masked here.
  /// - Parameter scores: a matrix of `queries.count × candidates.count(of: itemCount)`; every element is
  ///   written.
  func score(_ queries: [Query], candidates: Candidates, into scores: inout Matrix) throws

  /// The best items for every query, best first.
  ///
  /// Has a default over `score`; a model with a faster way gives the same items with the same score bits.
  func recommend(_ queries: [Query], _ request: RankingRequest) throws -> [[ScoredItem]]

  /// Adds the model's tensors to a model file.
  func write(to file: inout ModelWriter) throws
}

/// What lists a caller wants.
public struct RankingRequest: Sendable {
  /// The length of each list; lists are shorter only when candidates run out.
  public var count: Int
  /// Which items may appear.
  public var candidates: Candidates
  /// For each query the item rows that may not appear, ascending; usually those of its profile. Empty: none
  /// are excluded.
  public var excluded: [[Int32]]

  /// A request.
  public init(count: Int, candidates: Candidates = .all, excluded: [[Int32]] = []) {
    self.count = count
    self.candidates = candidates
    self.excluded = excluded
  }
}

extension Recommender {
  /// Scores all candidates, then selects.
  public func recommend(_ queries: [Query], _ request: RankingRequest) throws -> [[ScoredItem]] {
    var scores = Matrix(rows: queries.count, columns: request.candidates.count(of: itemCount))
    try score(queries, candidates: request.candidates, into: &scores)
    return queries.indices.map { index in
      let excluded = request.excluded.isEmpty ? [] : request.excluded[index]
      switch request.candidates {
      case .all:
        return TopK.select(scores.row(index), count: request.count, excluding: excluded.span)
      case .rows(let rows):
        return TopK.select(
          scores.row(index), of: rows.map(\.rawValue), count: request.count, excluding: excluded)
      }
    }
  }
}

/// A recommender that keeps a row of its own for each training user, used when a query names the user and brings
/// the very history that the row was learnt from; every other query is folded in.
///
/// Evaluations of such a model also say how it does when every user is folded in.
public protocol UserRows: Recommender {}

/// A recommender that knows which items resemble an item.
public protocol SimilarItems: Recommender {
  /// The items most similar to one, best first, without itself.
  func similar(to item: ItemRow, count: Int) throws -> [ScoredItem]
}

/// A recommender that places items in a space where a common direction means likeness.
public protocol ItemDirections: Recommender {
  /// The cosine of the angle between two items, -1...1; 0 where one has no direction.
  ///
  /// - Precondition: both rows lie in `0..<itemCount`.
  func cosine(_ left: ItemRow, _ right: ItemRow) -> Float
}

/// A recommender whose score is a sum over the items of the history.
public protocol Explaining: Recommender {
  /// What each item of the profile adds to the score of a candidate, in profile order.
  ///
  /// The contributions sum to the score, up to rounding.
  func explain(_ query: Query, item: ItemRow) throws -> [ScoredItem]
}

/// A recommender that predicts the value a user would give, on the scale of the data.
///
/// A prediction is the score, or the bound of the range of values that the score lies beyond: predictions never
/// contradict the order of the scores, but may tie where scores do not.
public protocol RatingPredictor: Recommender {
  /// Predicted values of the items; NaN where the model has nothing to say.
  func predict(_ query: Query, items: [ItemRow]) throws -> [Float]
}
