import NeedletailData
import NeedletailMath
import NeedletailStore

/// The moments of a log's events in milliseconds, and the order of the events by them.
struct EventTimes: Sendable {
  /// Positions in the log, oldest first; equal times keep the order of the log.
  let order: [Int32]
  private let times: SharedBuffer<Int64>?

  /// The moments of a log; a log without moments has those of its own order.
  ///
  /// - Complexity: O(events log events) unless they are in order already.
  init(_ log: InteractionLog) {
    var order = (0..<Int32(log.count)).map(\.self)
    let times = log.clock == .milliseconds ? log.times : nil
    if let times = log.times {
      times.withUnsafeBufferPointer { times in
        if !zip(times, times.dropFirst()).allSatisfy({ $0 <= $1 }) {
          order.sort { (times[Int($0)], $0) < (times[Int($1)], $1) }
        }
      }
    }
    self.order = order
    self.times = times
  }

  /// The moment of the event at a place of the order, in milliseconds.
  func time(at place: Int) -> Int64 { times.map { $0[Int(order[place])] } ?? Int64(place) + 1 }
}

/// The events of a log as a store takes them.
struct EventSeed {
  private let log: InteractionLog
  private let times: EventTimes

  init(_ log: InteractionLog, times: EventTimes) {
    self.log = log
    self.times = times
  }

  /// The event at a place of the order of times.
  func event(at place: Int) -> NewEvent {
    let position = Int(times.order[place])
    var event = NewEvent(
      user: log.users.id(Int(log.userRows[position])), item: log.items.id(Int(log.itemRows[position])),
      kind: log.kinds.map { log.kindNames[Int($0[position])] } ?? Self.kind, time: times.time(at: place))
    if let values = log.values { event.value = values[position] }
    event.completion = log.signals["completion"]?[position] ?? .nan
    event.dwell = log.signals["dwell"]?[position] ?? .nan
    event.intent = log.signals["intent"]?[position] ?? .nan
    return event
  }

  /// The kind of events of a log that names none.
  private static let kind = "event"
}
