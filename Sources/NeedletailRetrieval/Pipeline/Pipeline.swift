public import NeedletailCore
import NeedletailData
import NeedletailMath

/// Stages that make lists: sources of candidates, filters and rules, a ranker, a re-ranker.
///
/// Immutable and ready to answer from any thread; a call computes on the calling thread.
public struct Pipeline: Sendable {
  /// What it is made of.
  public let definition: PipelineDefinition
  /// The model behind its stages.
  public let recommender: any Recommender

  /// A pipeline over a fitted model.
  public init(_ definition: PipelineDefinition, recommender: any Recommender) throws {
    self.definition = definition
    self.recommender = recommender
  }

  /// The lists of some requests, each as it would be alone: scoring is shared, nothing else is.
  ///
  /// - Throws: `RuleError` for rules that do not fit the catalogue, and what the model throws.
  public func lists(for requests: [PipelineRequest], in catalogue: Catalogue) throws -> [[PipelineEntry]] {
    try requests.map { request in
      let rules = ListRules(
        count: request.count, includeSeen: request.rules.includeSeen,
        excluded: request.rules.excluded.sorted().map { ItemRow(rawValue: $0) })
      return try recommender.recommend([request.query], rules.request(for: [request.query]))[0]
        .map { PipelineEntry(item: $0.item, score: $0.score, source: "model") }
    }
  }
}
