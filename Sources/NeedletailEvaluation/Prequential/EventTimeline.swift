import NeedletailCore
import NeedletailData
import NeedletailMath

/// The events of each user in time order, from the part that is known and the part that is held out.
struct EventTimeline: Sendable {
  /// One event of a user's past.
  struct Event: Sendable {
    let item: Int32
    let time: Int64
    let isHeldOut: Bool
    let query: Query.Event
    let weighted: Weighting.Event
  }

  /// A log with its histories.
  private struct Part: Sendable {
    let log: InteractionLog
    let histories: Histories

    init(_ log: InteractionLog) {
      self.log = log
      histories = Histories(of: log)
    }

    func events(of user: UserRow, isHeldOut: Bool) -> [Event] {
      histories.positions(of: user).map { position in
        func signal(_ name: String) -> Float { log.signals[name]?[position] ?? .nan }
        let item = ItemRow(rawValue: log.itemRows[position])
        let (value, time) = (log.values?[position] ?? 1, log.times?[position] ?? 0)
        let kind = log.kinds?[position] ?? 0
        return Event(
          item: item.rawValue, time: time, isHeldOut: isHeldOut,
          query: Query.Event(item: item, value: value, time: time, kind: kind),
          weighted: Weighting.Event(
            item: item, value: value, time: time, kind: kind, session: log.sessions?[position] ?? -1,
            completion: signal("completion"), dwell: signal("dwell"), intent: signal("intent")))
      }
    }
  }

  private let known: Part
  private let heldOut: Part

  var users: Int { known.log.users.count }

  init(known: InteractionLog, heldOut: InteractionLog) {
    self.known = Part(known)
    self.heldOut = Part(heldOut)
  }

  /// A user's events, oldest first; of equal times the known ones first, then in the order of the log.
  func events(of user: UserRow) -> [Event] {
    let late = heldOut.events(of: user, isHeldOut: true)
    let early = known.events(of: user, isHeldOut: false)
    guard !late.isEmpty else { return early }
    let all = early + late
    return all.indices.sorted { (all[$0].time, $0) < (all[$1].time, $1) }.map { all[$0] }
  }
}

extension EventHistory {
  /// Whether an event may be known when another is predicted.
  func admits(_ event: EventTimeline.Event, before target: EventTimeline.Event) -> Bool {
    switch self {
    case .others: event.item != target.item
    case .earlier: event.time < target.time
    }
  }
}
