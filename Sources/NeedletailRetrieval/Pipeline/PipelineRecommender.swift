import NeedletailCore
import NeedletailData
import NeedletailMath

/// A recommender that answers by a pipeline.
protocol PipelineAnswering: Recommender {
  /// The pipeline.
  var pipeline: Pipeline { get }
}

/// A fitted pipeline with the catalogue of its training data.
///
/// Lists run through all stages; a score is the ranker's, for any candidate. The seen items of `recommend` are
/// those that the caller excludes; `seenKinds` of the pipeline come on top. What the ranker can do beside
/// ranking, the pipeline can.
struct PipelineRecommender<Ranker: Recommender>: PipelineAnswering {
  let pipeline: Pipeline
  let ranker: Ranker
  let catalogue: Catalogue
  let own: PipelineAlgorithm
  /// What the catalogue's attributes were made from.
  let features: FeatureTable?
  /// The seed of random choices, together with the history of whoever asks.
  let seed: UInt64

  var algorithm: any Algorithm { own }
  var itemCount: Int { ranker.itemCount }

  func score(_ queries: [Query], candidates: Candidates, into scores: inout Matrix) throws {
    try ranker.score(queries, candidates: candidates, into: &scores)
  }

  func recommend(_ queries: [Query], _ request: RankingRequest) throws -> [[ScoredItem]] {
    let requests = queries.indices.map { index in
      var rules = RequestRules()
      rules.includeSeen = pipeline.definition.seen == .profile
      if !request.excluded.isEmpty { rules.excluded = request.excluded[index] }
      if case .rows(let rows) = request.candidates { rules.candidates = rows.map(\.rawValue) }
      return PipelineRequest(
        query: queries[index], count: request.count, rules: rules,
        seed: seed ^ queries[index].profile.fingerprint)
    }
    return try pipeline.lists(for: requests, in: catalogue).map { list in
      list.map { ScoredItem(item: $0.item, score: $0.score) }
    }
  }
}

extension PipelineRecommender: UserRows where Ranker: UserRows {}

extension PipelineRecommender: SimilarItems where Ranker: SimilarItems {
  func similar(to item: ItemRow, count: Int) throws -> [ScoredItem] {
    try ranker.similar(to: item, count: count)
  }
}

extension PipelineRecommender: Explaining where Ranker: Explaining {
  func explain(_ query: Query, item: ItemRow) throws -> [ScoredItem] {
    try ranker.explain(query, item: item)
  }
}

extension PipelineRecommender: RatingPredictor where Ranker: RatingPredictor {
  func predict(_ query: Query, items: [ItemRow]) throws -> [Float] {
    try ranker.predict(query, items: items)
  }
}
