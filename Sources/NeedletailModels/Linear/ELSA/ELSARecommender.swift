public import NeedletailCore
public import NeedletailData
public import NeedletailMath

/// A fitted `ELSA`.
///
/// The score of item j is ⟨xA, a_j⟩ − x_j: only items of the history lose something by the second part.
public struct ELSARecommender: SimilarItems, ItemDirections, Explaining {
  private let elsa: ELSA
  private let space: ItemSpace

  init(_ elsa: ELSA, _ vectors: Matrix) {
    self.elsa = elsa
    space = ItemSpace(vectors)
  }

  /// What it was fitted with.
  public var algorithm: any Algorithm { elsa }
  /// The number of items that it knows.
  public var itemCount: Int { space.itemCount }
  /// A: items × dimension, rows of length one; zeros for items without interactions.
  public var itemFactors: Matrix { space.factors }

  /// Scores candidates; no items give zeros.
  ///
  /// - Complexity: O((items of the history + candidates) · dimension) a query.
  public func score(_ queries: [Query], candidates: Candidates, into scores: inout Matrix) throws {
    space.score(vectors: space.vectors(of: queries), candidates: candidates, into: &scores)
    let columns = scores.columns
    scores.withUnsafeMutableBufferPointer { scores in
      for (number, query) in queries.enumerated() {
        let start = number * columns
        switch candidates {
        case .all:
          for (item, weight) in zip(query.profile.items, query.profile.weights) {
            scores[start + Int(item)] -= weight
          }
        case .rows(let rows):
          let weights = Dictionary(uniqueKeysWithValues: zip(query.profile.items, query.profile.weights))
          for (place, item) in rows.enumerated() {
            if let weight = weights[item.rawValue] { scores[start + place] -= weight }
          }
        }
      }
    }
  }

  /// The best items for every query, best first; without a matrix of all scores when no history may appear.
  public func recommend(_ queries: [Query], _ request: RankingRequest) throws -> [[ScoredItem]] {
    let isHistoryLeftOut =
      !request.excluded.isEmpty
      && zip(queries, request.excluded).allSatisfy { query, excluded in
        excluded == query.profile.items || Set(excluded).isSuperset(of: query.profile.items)
      }
    if isHistoryLeftOut { return space.recommend(vectors: space.vectors(of: queries), request) }
    var scores = Matrix(rows: queries.count, columns: request.candidates.count(of: itemCount))
    try score(queries, candidates: request.candidates, into: &scores)
    return queries.indices.map { index in
      let excluded = request.excluded.isEmpty ? [] : request.excluded[index]
      switch request.candidates {
      case .all: return TopK.select(scores.row(index), count: request.count, excluding: excluded.span)
      case .rows(let rows):
        return TopK.select(
          scores.row(index), of: rows.map(\.rawValue), count: request.count, excluding: excluded)
      }
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

  /// x_i (⟨a_i, a_j⟩ − δ_ij) for each item i of the profile.
  public func explain(_ query: Query, item: ItemRow) throws -> [ScoredItem] {
    zip(space.explain(query, item: item.index), query.profile.weights).map { part, weight in
      part.item == item.rawValue ? ScoredItem(item: part.item, score: part.score - weight) : part
    }
  }

  /// Adds the item vectors.
  public func write(to file: inout ModelWriter) throws { file.add("items", itemFactors) }
}
