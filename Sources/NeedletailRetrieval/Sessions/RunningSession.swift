import Glibc
public import NeedletailCore
import NeedletailData

/// The session that a question falls into, and what it says.
public struct RunningSession: Sendable, Hashable {
  /// Its last events, oldest first, none after the question; empty when no session is running.
  public let events: [Query.Event]
  /// How many of the events speak for their item.
  public let positives: Int
  /// The items of positive events with kind weight × recency, scaled to a mean of 1; without those rejected.
  public let profile: Profile
  /// Items with a negative event in the session, ascending: they are kept out until it ends.
  public let rejected: [Int32]
  /// The share of the session in the final score, 0...1.
  public let share: Double

  /// Whether the session leaves the answer as it is without it.
  public var isSilent: Bool { share == 0 && rejected.isEmpty }

  /// What some events say.
  ///
  /// - Parameters:
  ///   - events: of one session, oldest first.
  ///   - weight: the weight of a kind.
  /// - Complexity: O(m log m) for m events.
  init(_ events: [Query.Event], blend: SessionBlend, weight: (UInt8) -> Float) {
    self.events = events
    let rejected = Set(events.filter { weight($0.kind) < 0 }.map(\.item.rawValue))
    let positive = events.filter { weight($0.kind) > 0 && !rejected.contains($0.item.rawValue) }
    var sums: [Int32: Double] = [:]
    for event in positive {
      // Only ages relative to each other matter, so old sessions do not fade into underflow.
      let age = max(0, (Double(positive[positive.count - 1].time) - Double(event.time)) / 1000)
      sums[event.item.rawValue, default: 0] += Double(weight(event.kind)) * exp2(-age / blend.halfLife)
    }
    let items = sums.keys.sorted()
    let ordered = items.map { sums[$0] ?? 0 }
    let scale = Double(items.count) / ordered.reduce(0, +)
    profile = Profile(items: items, weights: ordered.map { Float($0 * scale) })
    self.rejected = rejected.sorted()
    positives = positive.count
    share = blend.share(positives: positive.count)
  }
}

/// A question, divided into what the running session says and what was known before it.
struct DividedQuery: Sendable {
  /// What the model is asked for the long-term part; the question itself when no session speaks.
  let longTerm: Query
  /// The running session.
  let session: RunningSession

  /// What the model is asked for the session's part.
  var sessionQuery: Query { Query(profile: session.profile, events: session.events, time: longTerm.time) }

  /// Divides a question.
  ///
  /// Without a time it is asked after everything, so no session is running. Events after its time are dropped,
  /// and items of the profile that only they name.
  init(_ query: Query, blend: SessionBlend, weight: (UInt8) -> Float) {
    guard let time = query.time, !query.events.isEmpty else {
      longTerm = query
      session = RunningSession([], blend: blend, weight: weight)
      return
    }
    let known = Self.inTimeOrder(query.events.filter { $0.time <= time })
    let start = Self.start(of: known, asked: time, gap: blend.idleGap * 1000)
    let session = RunningSession(
      Array(known[max(start, known.count - blend.capacity)...]), blend: blend, weight: weight)
    var before = query
    if known.count < query.events.count {
      before.events = known
      before.profile = before.profile.without(query.events[...], unlessIn: known[...])
    }
    if !session.isSilent {
      let rejected = Set(session.rejected)
      func isKept(_ event: Query.Event) -> Bool {
        blend.longTermKnowsSession && !rejected.contains(event.item.rawValue)
      }
      let kept = known[..<start] + known[start...].filter(isKept)
      before.events = Array(kept)
      before.profile = before.profile.without(known[start...], unlessIn: kept)
    }
    longTerm = before
    self.session = session
  }

  /// The events by time; equal times keep their order.
  private static func inTimeOrder(_ events: [Query.Event]) -> [Query.Event] {
    if zip(events, events.dropFirst()).allSatisfy({ $0.time <= $1.time }) { return events }
    return events.indices.sorted { (events[$0].time, $0) < (events[$1].time, $1) }.map { events[$0] }
  }

  /// The place of the first event of the running session; the number of events when none is running.
  private static func start(of events: [Query.Event], asked: Int64, gap: Double) -> Int {
    var later = asked
    var start = events.count
    while start > 0, Double(later) - Double(events[start - 1].time) <= gap {
      start -= 1
      later = events[start].time
    }
    return start
  }
}

extension Profile {
  /// The profile without the items of some events, but for those that others name too.
  fileprivate func without(_ events: ArraySlice<Query.Event>, unlessIn others: ArraySlice<Query.Event>)
    -> Profile
  {
    let kept = Set(others.map(\.item.rawValue))
    let dropped = Set(events.map(\.item.rawValue)).subtracting(kept)
    let places = items.indices.filter { !dropped.contains(items[$0]) }
    return Profile(items: places.map { items[$0] }, weights: places.map { weights[$0] })
  }
}
