import NeedletailCore
import NeedletailData
import NeedletailMath

/// The moments of a replay, user by user in time order.
struct SessionMoments: Sendable {
  /// One event of a user's past.
  struct Event: Sendable {
    let item: Int32
    /// When it began.
    let start: Int64
    /// When it ended and was known.
    let end: Int64
    let query: Query.Event
    let weighted: Weighting.Event
    /// The place of the first event of its session.
    let sessionStart: Int
  }

  /// One question of a moment, and the item that was taken up.
  struct Question: Sendable {
    let query: Query
    let excluded: [Int32]
    let target: Int32
  }

  /// The users who have moments, ascending.
  let users: [UserRow]
  /// Where each user's moments start; `users + 1` numbers.
  let offsets: [Int]
  /// The place of each moment's event in its user's past.
  let places: [Int32]
  /// The events of the session before each moment.
  let eventsInSession: [Int32]
  private let log: InteractionLog
  private let histories: Histories
  private let context: WeightingContext
  private let idleGap: Double

  var count: Int { places.count }

  init(_ log: InteractionLog, from start: Int64, until end: Int64, _ options: SessionReplay.Options) throws {
    guard log.times != nil, log.clock == .milliseconds else {
      throw DataError(
        log.times == nil
          ? "a replay of sessions needs times, and the data have none"
          : "a replay of sessions needs moments, and the data only have each user's order")
    }
    self.log = log
    histories = Histories(of: log)
    context = WeightingContext(kindNames: log.kindNames, itemFeatures: options.itemFeatures)
    idleGap = options.idleGap
    let positive = log.kindNames.map(options.isPositive)
    func isPositive(_ kind: UInt8) -> Bool { Int(kind) < positive.count ? positive[Int(kind)] : true }
    var users: [UserRow] = []
    var own: [[(place: Int32, events: Int32)]] = []
    for row in 0..<log.users.count {
      let user = UserRow(row)
      let events = Self.events(of: user, log, histories, idleGap: options.idleGap)
      guard let last = events.last, last.start >= start else { continue }
      var seen = Set<Int32>()
      var found: [(place: Int32, events: Int32)] = []
      for (place, event) in events.enumerated() {
        guard seen.insert(event.item).inserted, isPositive(event.query.kind), event.start < end,
          events[event.sessionStart].start >= start
        else { continue }
        found.append((Int32(place), Int32(place - event.sessionStart)))
      }
      if !found.isEmpty {
        users.append(user)
        own.append(found)
      }
    }
    if let limit = options.userLimit, limit < users.count {
      let chosen = (0..<max(limit, 0)).map { $0 * users.count / limit }
      users = chosen.map { users[$0] }
      own = chosen.map { own[$0] }
    }
    self.users = users
    var offsets = [0]
    for moments in own { offsets.append(offsets[offsets.count - 1] + moments.count) }
    self.offsets = offsets
    places = own.flatMap { $0.map(\.place) }
    eventsInSession = own.flatMap { $0.map(\.events) }
  }

  /// A user's events in time order, divided into sessions.
  private static func events(
    of user: UserRow, _ log: InteractionLog, _ histories: Histories, idleGap: Double
  ) -> [Event] {
    var events: [Event] = []
    let positions = histories.positions(of: user)
    let dwells = log.signals["dwell"]
    let completions = log.signals["completion"]
    let intents = log.signals["intent"]
    var sessionStart = 0
    for (place, position) in positions.enumerated() {
      let start = log.times?[position] ?? 0
      let next = place + 1 < positions.count ? log.times?[positions[place + 1]] ?? .max : .max
      let dwell = dwells?[position] ?? .nan
      let length = dwell.isFinite && dwell > 0 ? Int64(min(Double(dwell), 1e6) * 1000) : 0
      // The next event shows that this one had ended.
      let end = min(start > .max - length ? .max : start + length, max(next, start))
      let kind = log.kinds?[position] ?? 0
      let value = log.values?[position] ?? 1
      let item = ItemRow(rawValue: log.itemRows[position])
      if let last = events.last {
        let isSame =
          if let sessions = log.sessions {
            sessions[position] == sessions[positions[place - 1]]
          } else { Double(start) - Double(last.end) <= idleGap * 1000 }
        if !isSame { sessionStart = place }
      }
      events.append(
        Event(
          item: item.rawValue, start: start, end: end,
          query: Query.Event(item: item, value: value, time: end, kind: kind),
          weighted: Weighting.Event(
            item: item, value: value, time: start, kind: kind, session: log.sessions?[position] ?? -1,
            completion: completions?[position] ?? .nan, dwell: dwell, intent: intents?[position] ?? .nan),
          sessionStart: sessionStart))
    }
    return events
  }

  /// The questions at a user's moments, in groups small enough to be scored together.
  func questions(
    ofUser user: Int, _ knowledge: SessionReplay.Knowledge, lag: Double, _ options: SessionReplay.Options
  ) -> [[Question]] {
    let events = Self.events(of: users[user], log, histories, idleGap: idleGap)
    var groups: [[Question]] = []
    for moment in offsets[user]..<offsets[user + 1] {
      if groups.isEmpty || groups[groups.count - 1].count == 32 { groups.append([]) }
      let place = Int(places[moment])
      let target = events[place]
      let known = Self.known(events, at: place, knowledge, lag: lag)
      let (items, weights) = options.weighting.profile(of: known.map(\.weighted), in: context)
      let query = Query(
        user: knowledge == .sessionOnly ? nil : users[user], profile: Profile(items: items, weights: weights),
        events: known.map(\.query), time: target.start)
      groups[groups.count - 1].append(
        Question(query: query, excluded: Set(events[..<place].map(\.item)).sorted(), target: target.item))
    }
    return groups
  }

  /// What an arm knows before the event at a place.
  private static func known(
    _ events: [Event], at place: Int, _ knowledge: SessionReplay.Knowledge, lag: Double
  ) -> [Event] {
    let session = events[place].sessionStart
    let moment = Double(events[place].start)
    let arrived = events[session..<place].filter { lag <= 0 || Double($0.end) + lag * 1000 <= moment }
    return switch knowledge {
    case .everything: events[..<session] + arrived
    case .beforeSession: Array(events[..<session])
    case .sessionOnly: arrived
    }
  }
}
