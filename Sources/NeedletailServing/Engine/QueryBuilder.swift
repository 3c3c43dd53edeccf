import NeedletailCore
import NeedletailData
import NeedletailRetrieval
import NeedletailStore

/// Makes the query of a user, or of a stranger, from events in codes of the store.
///
/// Weights come from the model's own weighting over the items that the model knows, so a user whose history is
/// the one that the model was trained on has the profile of the training, to the bit.
struct QueryBuilder {
  /// How many events of a history are read at most: the latest ones.
  static let eventLimit = 65_536

  let view: LiveView
  /// Events of later times are not seen.
  let time: Int64
  private var events: [Weighting.Event] = []
  private var newcomers: [Int32] = []

  init(_ view: LiveView, time: Int64) {
    self.view = view
    self.time = time
  }

  /// Adds what the store knows of a user.
  mutating func add(_ history: UserHistory) {
    let start = max(0, history.events.count - Self.eventLimit)
    var signal =
      history.signals.isEmpty ? 0 : history.events[..<start].reduce(0) { $0 + ($1.hasSignals ? 1 : 0) }
    events.reserveCapacity(history.events.count - start)
    let known = view.catalogue.modelItemCount
    for packed in history.events[start...] {
      defer { if packed.hasSignals { signal += 1 } }
      guard packed.time <= time else { continue }
      let row = view.map.rows[Int(packed.item)]
      guard row < known else {
        newcomers.append(row)
        continue
      }
      var event = Weighting.Event(
        item: ItemRow(rawValue: row), value: packed.value, time: packed.time, kind: packed.kind)
      if packed.hasSignals {
        let signals = history.signals[signal]
        event.completion = signals.completion
        event.dwell = signals.dwell
        event.intent = signals.intent
      }
      events.append(event)
    }
  }

  /// Adds what a client says has happened; hands back the ids that nobody knows.
  mutating func add(_ history: [RecommendationRequest.HistoryEvent], _ identifiers: Identifiers) -> [String] {
    var unknown: [String] = []
    for event in history {
      guard let row = view.map.row(of: event.item, identifiers) else {
        unknown.append(event.item)
        continue
      }
      guard row < view.catalogue.modelItemCount else {
        newcomers.append(row)
        continue
      }
      // A kind that nobody has used has no meaning of its own: the event counts as consumption.
      let kind = event.kind.map { identifiers.kind($0) ?? .max } ?? 0
      events.append(
        Weighting.Event(
          item: ItemRow(rawValue: row), value: event.value, time: event.time ?? time, kind: kind))
    }
    return unknown
  }

  /// The query, and the rows of the history that the model does not know, ascending.
  consuming func query(user: UserRow?) -> (query: Query, newcomers: [Int32]) {
    if !zip(events, events.dropFirst()).allSatisfy({ $0.time <= $1.time }) {
      let unordered = events
      let order = unordered.indices.sorted { (unordered[$0].time, $0) < (unordered[$1].time, $1) }
      events = order.map { unordered[$0] }
    }
    let (items, weights) = view.served.weighting.profile(of: events, in: view.context)
    let query = Query(
      user: user, profile: Profile(items: items, weights: weights),
      events: events.map { Query.Event(item: $0.item, value: $0.value, time: $0.time, kind: $0.kind) },
      time: time)
    return (query, newcomers.isEmpty ? [] : Set(newcomers).sorted())
  }
}
