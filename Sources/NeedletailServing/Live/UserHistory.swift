import NeedletailStore

/// The events of one user that count, in the order of their sequences, those of the future among them.
///
/// A value: a reader copies it in constant time and keeps it while the writer goes on.
struct UserHistory: Sendable {
  /// The events.
  private(set) var events: [PackedEvent] = []
  /// The signals of those events that have some, in the order of the events.
  private(set) var signals: [EventSignals] = []
  /// How many different items have an event that is due.
  var items: Int32 = 0
  /// How often the history changed.
  private(set) var version: UInt32 = 0

  /// Adds an event after all others.
  mutating func append(_ event: StoredEvent) {
    events.append(PackedEvent(event))
    if let signals = EventSignals(event) { self.signals.append(signals) }
    version &+= 1
  }

  /// Whether an event with an item is due.
  func has(_ item: Int32, until now: Int64) -> Bool {
    events.contains { $0.item == item && $0.time <= now }
  }

  /// Takes events out; hands them back in their order.
  mutating func remove(where leaves: (PackedEvent) -> Bool) -> [PackedEvent] {
    guard events.contains(where: leaves) else { return [] }
    var removed: [PackedEvent] = []
    var kept: [PackedEvent] = []
    var keptSignals: [EventSignals] = []
    var signal = 0
    for event in events {
      let goes = leaves(event)
      if goes { removed.append(event) } else { kept.append(event) }
      if event.hasSignals {
        if !goes { keptSignals.append(signals[signal]) }
        signal += 1
      }
    }
    events = kept
    signals = keptSignals
    version &+= 1
    return removed
  }

  /// Gives back memory that growth had taken in advance.
  mutating func compact() {
    if events.capacity > events.count + events.count / 8 + 2 {
      events = events.withUnsafeBufferPointer { Array($0) }
    }
    if signals.capacity > signals.count + signals.count / 8 + 2 {
      signals = signals.withUnsafeBufferPointer { Array($0) }
    }
  }
}
