public import NeedletailCore
public import NeedletailData
public import NeedletailMath

/// A fitted `PureSVD`.
public struct PureSVDRecommender: FactorRecommender, SimilarItems, ItemDirections, Explaining {
  private let pureSVD: PureSVD
  private let space: ItemSpace

  init(_ pureSVD: PureSVD, _ factors: Matrix) {
    self.pureSVD = pureSVD
    space = ItemSpace(factors)
  }

  /// What it was fitted with.
  public var algorithm: any Algorithm { pureSVD }
  /// The number of items that it knows.
  public var itemCount: Int { space.itemCount }
  /// V: items × dimension, a singular vector a column, the strongest first.
  public var itemFactors: Matrix { space.factors }

  /// x V for each query; no items give zeros.
  ///
  /// - Complexity: O(items in histories · dimension).
  public func vectors(of queries: [Query]) -> Matrix { space.vectors(of: queries) }

  /// Scores candidates for vectors.
  public func score(vectors: Matrix, candidates: Candidates, into scores: inout Matrix) {
    space.score(vectors: vectors, candidates: candidates, into: &scores)
  }

  /// Scores candidates: x V Vᵀ.
  ///
  /// - Complexity: O(candidates · dimension) a query, beyond `vectors(of:)`.
  public func score(_ queries: [Query], candidates: Candidates, into scores: inout Matrix) throws {
    space.score(vectors: vectors(of: queries), candidates: candidates, into: &scores)
  }

  /// The best items for every vector, best first.
  public func recommend(vectors: Matrix, _ request: RankingRequest) -> [[ScoredItem]] {
    space.recommend(vectors: vectors, request)
  }

  /// The best items for every query, best first, without a matrix of all scores.
  public func recommend(_ queries: [Query], _ request: RankingRequest) throws -> [[ScoredItem]] {
    space.recommend(vectors: vectors(of: queries), request)
  }

  /// The root mean square of each vector's scores over all items: V has orthonormal columns, so it is the
  /// vector's length over the root of their number.
  public func scales(of vectors: Matrix) -> [Double] {
    (0..<vectors.rows).map { row in
      let vector = vectors.row(row)
      var sum = 0.0
      for index in vector.indices { sum += Double(vector[index]) * Double(vector[index]) }
      return (sum / Double(max(itemCount, 1))).squareRoot()
    }
  }

  /// The items with the greatest cosine.
  ///
  /// - Complexity: O(items · dimension).
  public func similar(to item: ItemRow, count: Int) throws -> [ScoredItem] {
    space.similar(to: item.index, count: count)
  }

  /// The cosine of the angle between two items' vectors; 0 for an item without interactions.
  public func cosine(_ left: ItemRow, _ right: ItemRow) -> Float { space.cosine(left.index, right.index) }

  /// x_i ⟨v_i, v_j⟩ for each item i of the profile.
  public func explain(_ query: Query, item: ItemRow) throws -> [ScoredItem] {
    space.explain(query, item: item.index)
  }

  /// Adds the item vectors.
  public func write(to file: inout ModelWriter) throws { file.add("items", itemFactors) }
}
