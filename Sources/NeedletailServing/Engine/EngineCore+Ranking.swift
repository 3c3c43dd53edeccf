import Metrics
import NeedletailCore
import NeedletailData
import NeedletailRetrieval
import NeedletailStore
import Synchronization

extension EngineCore {
  /// Takes this thread's share of what waits, again and again, until the line is closed and empty. The scorers'
  /// threads run this.
  func answerUntilClosed() {
    while let work = reading.take(atMost: settings.batch) {
      var lists: [ListWork] = []
      for work in work {
        switch work {
        case .list(let list): lists.append(list)
        case .other(let body): body()
        }
      }
      if !lists.isEmpty { answer(lists) }
    }
  }

  /// Answers requests that waited together, each as it would be alone.
  private func answer(_ batch: [ListWork]) {
    let start = EngineClock.nanoseconds
    for work in batch { metrics.wait.recordNanoseconds(Int64(start - work.arrived)) }
    let placed = place(batch)
    let queried = metrics.query.record(since: start)
    // A batch has one view; only its pipelines may differ.
    let groups = Dictionary(grouping: placed, by: \.work.request.pipeline)
    for (pipeline, requests) in groups { rank(requests, pipeline) }
    metrics.rank.record(since: queried)
    metrics.answers.increment(by: batch.count)
  }

  /// Gives each request its moment and its query; those that cannot have one are refused.
  private func place(_ batch: [ListWork]) -> [PlacedRequest] {
    let users = batch.map { $0.request.request.user.flatMap { store.identifiers.user($0) } }
    let clock = EngineClock.milliseconds
    let (view, sequence, now, histories) = state.withLock { state in
      let view = state.currentView(now: clock)
      return (
        view, state.sequence, state.histories.now, users.map { $0.map { state.histories.history(of: $0) } }
      )
    }
    var placed: [PlacedRequest] = []
    placed.reserveCapacity(batch.count)
    for (index, work) in batch.enumerated() {
      let request = work.request.request
      do throws(ServingError) {
        if let wanted = request.sequence, wanted > sequence {
          throw ServingError(
            .unavailable, part: "sequence", "changes are known up to \(sequence), \(wanted) was asked for")
        }
        let time = request.time ?? now
        var builder = QueryBuilder(view, time: time)
        if let history = histories[index] { builder.add(history) }
        let unknown = builder.add(request.history, store.identifiers)
        let row = request.user.flatMap { view.served.model?.users.row(of: $0) }
        let (query, newcomers) = builder.query(user: row.map { UserRow($0) })
        placed.append(
          PlacedRequest(
            work: work, view: view, sequence: sequence, user: users[index], time: time,
            asked: PipelineRequest(
              query: query, seenNewcomers: newcomers, count: request.offset + request.count,
              rules: try rules(of: work.request, in: view), seed: request.seed ?? .random(in: 0 ... .max)),
            unknown: unknown))
      } catch {
        work.continuation.resume(throwing: error)
      }
    }
    return placed
  }

  /// The rules of a request in rows of a view.
  private func rules(of prepared: PreparedRequest, in view: LiveView) throws(ServingError) -> RequestRules {
    let request = prepared.request
    var rules = RequestRules()
    rules.filter = prepared.filter
    rules.boosts = prepared.boosts
    rules.quotas = prepared.quotas
    rules.includeSeen = request.includeSeen
    rules.variety = request.variety
    rules.candidates = request.candidates.map { ids in
      Set(ids.compactMap { view.map.row(of: $0, store.identifiers) }).sorted()
    }
    rules.excluded = request.excluded.compactMap { view.map.row(of: $0, store.identifiers) }
    for (place, pin) in request.pins.enumerated() {
      guard let row = view.map.row(of: pin.item, store.identifiers) else {
        throw ServingError(.invalid, part: "pins[\(place)]", "no item '\(pin.item)'")
      }
      rules.pins.append(RequestRules.Pin(item: row, place: pin.place))
    }
    return rules
  }

  /// Ranks requests of one pipeline together; should that fail, one by one, so that a fault touches only its
  /// own request.
  private func rank(_ requests: [PlacedRequest], _ pipeline: Int) {
    guard let view = requests.first?.view else { return }
    do {
      let lists = try view.served.pipelines[pipeline].lists(for: requests.map(\.asked), in: view.catalogue)
      for (request, list) in zip(requests, lists) { finish(request, list) }
    } catch {
      guard requests.count == 1 else {
        for request in requests { rank([request], pipeline) }
        return
      }
      let work = requests[0].work
      switch error {
      case let error as RuleError: work.continuation.resume(throwing: work.request.fault(error))
      case let error as ServingError: work.continuation.resume(throwing: error)
      default: work.continuation.resume(throwing: ServingError(.unavailable, "the model failed: \(error)"))
      }
    }
  }
}
