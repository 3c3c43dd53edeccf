import NeedletailCore
import NeedletailData
import NeedletailMath
import NeedletailRetrieval
import NeedletailStore

extension EngineCore {
  /// How many items of a history are named as reasons at most.
  static let reasonLimit = 10

  /// Turns a list of rows into an answer, records it, and hands it to whoever waits.
  func finish(_ request: PlacedRequest, _ list: [PipelineEntry]) {
    let wanted = request.work.request.request
    let map = request.view.map
    let page = Array(list.dropFirst(wanted.offset))
    let ids = map.ids(of: page.map(\.item), store.identifiers)
    let pipeline = settings.pipelines[request.work.request.pipeline].name
    let name = requestNames.next()
    do {
      let reasons = wanted.explain ? try self.reasons(for: page, of: request) : []
      let items = page.indices.map {
        RecommendationAnswer.Item(
          id: ids[$0], score: page[$0].score, source: page[$0].source,
          reasons: reasons.isEmpty ? [] : reasons[$0])
      }
      exposures?.record(
        Exposure(
          request: name, time: request.time, user: request.user, model: request.view.served.version,
          pipeline: pipeline, sequence: request.sequence, offset: wanted.offset,
          entries: page.indices.map {
            Exposure.Entry(
              id: ids[$0], item: map.codes[Int(page[$0].item)], source: page[$0].source,
              propensity: page[$0].propensity)
          }))
      request.work.continuation.resume(
        returning: RecommendationAnswer(
          items: items, request: name, model: request.view.served.version, pipeline: pipeline,
          sequence: request.sequence, unknown: request.unknown))
    } catch {
      request.work.continuation.resume(
        throwing: ServingError(.unavailable, part: "explain", "the model failed: \(error)"))
    }
  }

  /// What in the history speaks for each item of a list; nothing when the model cannot say.
  private func reasons(
    for page: [PipelineEntry], of request: PlacedRequest
  ) throws -> [[RecommendationAnswer.Reason]] {
    guard let explaining = request.view.served.recommender as? any Explaining else { return [] }
    return try page.map { entry in
      guard Int(entry.item) < request.view.catalogue.modelItemCount else { return [] }
      let parts = try explaining.explain(request.asked.query, item: ItemRow(rawValue: entry.item))
        .filter { $0.score > 0 }
        .sorted(by: ScoredItem.ranksBefore)
        .prefix(Self.reasonLimit)
      let ids = request.view.map.ids(of: parts.map(\.item), store.identifiers)
      return zip(ids, parts).map { RecommendationAnswer.Reason(id: $0, score: $1.score) }
    }
  }
}
