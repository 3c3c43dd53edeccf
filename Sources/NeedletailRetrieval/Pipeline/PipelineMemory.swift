import NeedletailCore
import NeedletailData
import NeedletailMath

/// What a pipeline has worked out from catalogues and its model and may need again.
final class PipelineMemory: Sendable {
  private struct RuleKey: Hashable {
    let version: Catalogue.Version
    let rule: RuleExpression?
    let isStrict: Bool
    /// For rules about the age of items, the minute of asking.
    let minute: Int64
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

  private let rankers = GenerationCache<[String], SessionRecommender>(capacity: 4)

  /// The items for which a rule holds.
  ///
  /// - Parameters:
  ///   - isStrict: whether an attribute that no item has is an error: in a request, but not in a pipeline, which
  ///     must not fail because a catalogue has not grown yet.
  ///   - now: what `age` is counted from, in milliseconds; minutes count as a whole.
  func items(
    _ rule: RuleExpression, in catalogue: Catalogue, isStrict: Bool, now: Int64
  ) throws -> ItemSet {
    let minute = rule.usesAge ? now / 60_000 : 0
    let key = RuleKey(version: catalogue.itemsVersion, rule: rule, isStrict: isStrict, minute: minute)
    return try sets.value(key) {
      let moment = rule.usesAge ? RuleMoment(times: catalogue.times, now: minute * 60_000) : nil
      return try rule.items(in: catalogue.attributes, at: moment, isStrict: isStrict)
    }
  }

  /// The items that a pipeline and a request allow: not hidden, and all rules hold.
  func filter(
    _ rules: [RuleExpression], _ rule: RuleExpression?, in catalogue: Catalogue, now: Int64
  ) throws -> ItemFilter {
    let usesAge = rules.contains(where: \.usesAge) || rule?.usesAge == true
    let key = RuleKey(
      version: catalogue.itemsVersion, rule: rule, isStrict: true, minute: usesAge ? now / 60_000 : 0)
    return try filters.value(key) {
      var passing = catalogue.hidden.complement
      for rule in rules {
        passing.formIntersection(try items(rule, in: catalogue, isStrict: false, now: now))
      }
      if let rule { passing.formIntersection(try items(rule, in: catalogue, isStrict: true, now: now)) }
      return ItemFilter(passing, modelItemCount: catalogue.modelItemCount)
    }
  }

  /// A model that heeds the running session, for events of certain kinds.
  func ranker(_ model: any Recommender, _ blend: SessionBlend, kindNames: [String]) -> SessionRecommender {
    rankers.value(kindNames) { SessionRecommender(model, blend: blend, kindNames: kindNames) }
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
