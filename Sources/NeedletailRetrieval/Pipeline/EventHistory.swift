import NeedletailCore
import NeedletailData

/// A query's history read by what its events say.
struct EventHistory {
  private let query: Query
  private let weights: [Float]
  private let kindNames: [String]

  /// After this much idleness a session ends, in milliseconds.
  private static let idle: Int64 = 30 * 60_000

  init(_ query: Query, weights: EventWeights, kindNames: [String]) {
    self.query = query
    self.weights = weights.weights(of: kindNames)
    self.kindNames = kindNames
  }

  private func weight(of event: Query.Event) -> Float {
    Int(event.kind) < weights.count ? weights[Int(event.kind)] : 1
  }

  /// The last items with an event of positive weight, latest first; without events the heaviest of the profile.
  func positives(count: Int, of itemCount: Int) -> [Int32] {
    guard !query.events.isEmpty else {
      return query.profile.items.indices
        .filter { query.profile.weights[$0] > 0 }
        .sorted { (query.profile.weights[$0], $1) > (query.profile.weights[$1], $0) }
        .prefix(count).map { query.profile.items[$0] }
    }
    var rows: [Int32] = []
    for event in query.events.reversed() where weight(of: event) > 0 && event.item.index < itemCount {
      guard rows.count < count else { break }
      if !rows.contains(event.item.rawValue) { rows.append(event.item.rawValue) }
    }
    return rows
  }

  /// The items that the history makes seen, ascending.
  func seen(_ rule: PipelineDefinition.SeenItems) -> [Int32] {
    switch rule {
    case .none: return []
    case .profile: return query.profile.items
    case .kinds(let kinds):
      guard !query.events.isEmpty else { return query.profile.items }
      let counts = kindNames.map { kinds.contains($0) }
      return Set(
        query.events.lazy.filter { Int($0.kind) < counts.count && counts[Int($0.kind)] }.map(\.item.rawValue)
      ).sorted()
    }
  }

  /// The items with an event of negative weight in the session that is under way: never shown in it again.
  ///
  /// A session ends after 30 minutes without an event. Without a time of asking it is that of the last event.
  func dislikedInSession(at time: Int64?) -> [Int32] {
    guard weights.contains(where: { $0 < 0 }), var last = time ?? query.events.last?.time else { return [] }
    var rows: Set<Int32> = []
    for event in query.events.reversed() {
      guard last - event.time < Self.idle else { break }
      last = min(last, event.time)
      if weight(of: event) < 0 { rows.insert(event.item.rawValue) }
    }
    return rows.sorted()
  }
}
