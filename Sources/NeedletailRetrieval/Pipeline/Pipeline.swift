public import NeedletailCore

/// Stages that make lists: sources of candidates, filters and rules, a ranker, a re-ranker.
///
/// Immutable and ready to answer from any thread; a call computes on the calling thread. What it works out from
/// a catalogue (which items pass a rule, what is trending) is remembered for the next call with a copy of the
/// same catalogue.
///
/// A list is made in this order:
/// 1. Filters: hidden items, the pipeline's rules and the request's, then what is seen or excluded.
/// 2. Candidates from all sources, each item once, among what passes.
/// 3. Scores by the ranker. An item that the model does not know (a newcomer) has the mean score of the request's
///    candidates that it knows, 0 without any, so that boosts, quotas, pins and exploration can place it.
/// 4. Boosts, re-ranking for variety, quotas, the cap, pins. Pins pass the filters too, but may have been seen.
/// 5. Exploration: some places are filled at random; propensities are those of the finished list.
///
/// A caller's own candidates (`RequestRules.candidates`) take the place of all sources.
public struct Pipeline: Sendable {
  /// What it is made of.
  public let definition: PipelineDefinition
  /// The model behind its stages.
  public let recommender: any Recommender
  let memory = PipelineMemory()

  /// A pipeline over a fitted model.
  ///
  /// - Throws: `SpecificationError` when the definition asks for what the model cannot do.
  public init(_ definition: PipelineDefinition, recommender: any Recommender) throws {
    if definition.diversity.by == [PipelineDefinition.ReRanking.model] {
      guard recommender is any ItemDirections else {
        throw SpecificationError(
          "diversity.by: '\(PipelineDefinition.ReRanking.model)' needs a model with vectors of items, such as ials, "
            + "found \(type(of: recommender.algorithm).name); name attributes of the items instead")
      }
    }
    self.definition = definition
    self.recommender = recommender
  }

  /// What ranks: the model, with what the running session adds.
  func ranker(in catalogue: Catalogue) -> any Recommender {
    guard var blend = definition.session else { return recommender }
    blend.weights = definition.events.weights
    return memory.ranker(recommender, blend, kindNames: catalogue.kindNames)
  }

  /// The lists of some requests, each as it would be alone: scoring is shared, nothing else is.
  ///
  /// Rows outside the catalogue in rules are passed over.
  /// - Throws: `RuleError` for rules that do not fit the catalogue, and what the model throws.
  /// - Precondition: the catalogue says that the model knows as many items as it does.
  public func lists(for requests: [PipelineRequest], in catalogue: Catalogue) throws -> [[PipelineEntry]] {
    precondition(
      catalogue.modelItemCount == recommender.itemCount,
      "a catalogue of \(catalogue.modelItemCount) items of a model that knows \(recommender.itemCount)")
    let tasks = try requests.map { try ListTask($0, in: catalogue, of: self) }
    var lists = [[PipelineEntry]](repeating: [], count: requests.count)
    for group in Dictionary(grouping: tasks.indices, by: { tasks[$0].group }).values {
      let answers = try ListBatch(group.map { tasks[$0] }, in: catalogue, of: self).lists()
      for (index, answer) in zip(group, answers) { lists[index] = answer }
    }
    return lists
  }
}
