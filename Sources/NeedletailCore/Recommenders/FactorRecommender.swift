public import NeedletailMath

/// A recommender whose score is the inner product of a query's vector with the item's: what is mixed before the
/// product need not be scored twice.
///
/// `score` and `recommend` of queries equal those of their vectors, bit for bit.
public protocol FactorRecommender: Recommender {
  /// The vectors of queries, one row each.
  func vectors(of queries: [Query]) -> Matrix

  /// Scores every candidate for every vector.
  ///
  /// - Parameter scores: a matrix of `vectors.rows × candidates.count(of: itemCount)`; every element is written.
  func score(vectors: Matrix, candidates: Candidates, into scores: inout Matrix)

  /// The best items for every vector, best first.
  func recommend(vectors: Matrix, _ request: RankingRequest) -> [[ScoredItem]]

  /// The root mean square of each vector's scores over all items.
  ///
  /// - Complexity: O(dimension²) a vector at most.
  func scales(of vectors: Matrix) -> [Double]
}
