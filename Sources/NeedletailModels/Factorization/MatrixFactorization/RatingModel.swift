public import NeedletailCore
public import NeedletailData
public import NeedletailMath

/// A fitted model of ratings, of `mf` or of `svd++`: r̂ = μ + b_u + b_i + ⟨z_u, q_i⟩.
///
/// Scores are these numbers; predictions are the same, clipped to the range of the training ratings, so that they
/// never contradict the order of the scores but may tie where scores go beyond the range.
public struct RatingModel: UserRows, RatingPredictor {
  /// What it was fitted with.
  public let algorithm: any Algorithm
  /// How strangers get a vector.
  let foldIn: RatingFoldIn
  /// μ.
  let mean: Float
  /// The least and the greatest rating of the training data.
  public let range: ClosedRange<Float>
  /// Users × width: μ + b_u, z_u, 1, zeros.
  var users: Matrix
  /// Items × width: 1, q_i, b_i, zeros; 0 in place of 1 in a model without biases.
  let items: Matrix
  /// y_j of SVD++: items × dimension.
  let implicit: Matrix?
  /// For each training user, the fingerprint of the profile that its row was learnt from.
  let fingerprints: SharedBuffer<Int64>
  let packed: PackedItems

  /// The number of items.
  public var itemCount: Int { items.rows }

  /// The length of the rows for vectors of a dimension: with both biases, rounded up to 16.
  static func width(_ dimension: Int) -> Int { (dimension + 2 + 15) / 16 * 16 }

  init(
    _ algorithm: any Algorithm, foldIn: RatingFoldIn, mean: Float, range: ClosedRange<Float>, users: Matrix,
    items: Matrix, implicit: Matrix?, fingerprints: SharedBuffer<Int64>
  ) {
    self.algorithm = algorithm
    self.foldIn = foldIn
    self.mean = mean
    self.range = range
    self.users = users
    self.items = items
    self.implicit = implicit
    self.fingerprints = fingerprints
    packed = PackedItems(items)
  }

  /// Scores candidates: predicted ratings, not clipped. A stranger scores μ + b_i.
  ///
  /// - Complexity: O(candidates · dimension) a query, beyond folding in.
  public func score(_ queries: [Query], candidates: Candidates, into scores: inout Matrix) throws {
    let vectors = vectors(of: queries)
    switch candidates {
    case .all: packed.score(vectors, into: &scores)
    case .rows(let rows): packed.score(vectors, rows: rows.map(\.rawValue), into: &scores)
    }
  }

  /// The best items for every query, best first, without a matrix of all scores.
  public func recommend(_ queries: [Query], _ request: RankingRequest) throws -> [[ScoredItem]] {
    packed.recommend(vectors(of: queries), request)
  }

  /// Predicted ratings, clipped to the range of the training ratings.
  public func predict(_ query: Query, items: [ItemRow]) throws -> [Float] {
    var scores = Matrix(rows: 1, columns: items.count)
    packed.score(vectors(of: [query]), rows: items.map(\.rawValue), into: &scores)
    return scores.elements.array.map { min(max($0, range.lowerBound), range.upperBound) }
  }
}

extension RatingModel: SimilarItems {
  /// The items whose vectors q point most nearly the same way (cosine), best first, without the item itself.
  ///
  /// - Complexity: O(items · dimension).
  public func similar(to item: ItemRow, count: Int) throws -> [ScoredItem] {
    items.nearest(to: item.index, columns: 1..<1 + foldIn.dimension, count: count)
  }
}
