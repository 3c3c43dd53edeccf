import NeedletailCore
import NeedletailData

/// What a pipeline has worked out from catalogues and its model and may need again.
final class PipelineMemory: Sendable {
  private struct RuleKey: Hashable {
    let version: Catalogue.Version
    let rule: RuleExpression?
  }

  private struct HeadKey: Hashable {
    let version: Catalogue.Version
    let length: Int
  }

  private struct NeighbourKey: Hashable {
    let item: Int32
    let count: Int
  }

  private let filters = GenerationCache<RuleKey, ItemFilter>(capacity: 32)
  private let sets = GenerationCache<RuleKey, ItemSet>(capacity: 64)
  private let heads = GenerationCache<HeadKey, LargestFirst>(capacity: 4)
  private let neighbours = GenerationCache<NeighbourKey, [Int32]>(capacity: 4096)

  /// The items for which a rule holds.
  func items(_ rule: RuleExpression, in catalogue: Catalogue) throws -> ItemSet {
    try sets.value(RuleKey(version: catalogue.itemsVersion, rule: rule)) {
      try rule.items(in: catalogue.attributes)
    }
  }

  /// The items that a pipeline and a request allow: not hidden, and all rules hold.
  func filter(_ rules: [RuleExpression], _ rule: RuleExpression?, in catalogue: Catalogue) throws -> ItemFilter {
    try filters.value(RuleKey(version: catalogue.itemsVersion, rule: rule)) {
      var passing = catalogue.hidden.complement
      for rule in rules + (rule.map { [$0] } ?? []) {
        passing.formIntersection(try rule.items(in: catalogue.attributes))
      }
      return ItemFilter(passing, modelItemCount: catalogue.modelItemCount)
    }
  }

  /// The head of the order of trends.
  func trending(_ length: Int, in catalogue: Catalogue) -> LargestFirst {
    heads.value(HeadKey(version: catalogue.trendVersion, length: length)) {
      LargestFirst(catalogue.trend, length: length)
    }
  }

  /// The head of the order of times.
  func newest(_ length: Int, in catalogue: Catalogue) -> LargestFirst {
    heads.value(HeadKey(version: catalogue.timesVersion, length: length)) {
      LargestFirst(catalogue.times, length: length)
    }
  }

  /// The items most similar to one: by the model's own idea, or what it would give somebody with that item
  /// alone.
  func neighbours(of item: Int32, count: Int, by model: any Recommender) throws -> [Int32] {
    try neighbours.value(NeighbourKey(item: item, count: count)) {
      if let model = model as? any SimilarItems {
        return try model.similar(to: ItemRow(rawValue: item), count: count).map(\.item)
      }
      let query = Query(
        profile: Profile(items: [item], weights: [1]), events: [Query.Event(item: ItemRow(rawValue: item))])
      return try model.recommend([query], RankingRequest(count: count, excluded: [[item]]))[0].map(\.item)
    }
  }
}
