/// What events are ended by: all of a user, an item and a kind.
struct PostgresFeedbackKey: Hashable {
  var user: Int32
  var item: Int32
  var kind: UInt8
}

/// Events that wait to be written, column by column.
struct PostgresEventColumns {
  private var events: [StoredEvent] = []
  private var ended: [Int64?] = []
  private var written: [Int64] = []
  private var keys: [EventKey?] = []
  /// Where events of a key are that count. Made when the first one is ended: most groups end none.
  private var places: [PostgresFeedbackKey: [Int]]?

  var isEmpty: Bool { events.isEmpty }

  mutating func append(_ event: StoredEvent, written: Int64, key: EventKey?) {
    places?[event.feedbackKey, default: []].append(events.count)
    events.append(event)
    ended.append(nil)
    self.written.append(written)
    keys.append(key)
  }

  /// Ends the events of a key that count.
  mutating func end(_ key: PostgresFeedbackKey, at sequence: Int64) {
    var places =
      self.places ?? Dictionary(grouping: events.indices) { events[$0].feedbackKey }
    self.places = nil
    for place in places.removeValue(forKey: key) ?? [] { ended[place] = sequence }
    self.places = places
  }

  /// The values of `PostgresStatement.insertEvents`.
  var parameters: [PostgresParameter] {
    [
      .int64s(events.map(\.sequence)), .int64s(ended), .int32s(events.map(\.user)),
      .int32s(events.map(\.item)), .int16s(events.map { Int16($0.kind) }),
      .int16s(events.map { Int16($0.effect.rawValue) }), .floats(events.map(\.value)),
      .int64s(events.map(\.time)), .floats(events.map(\.completion)), .floats(events.map(\.dwell)),
      .floats(events.map(\.intent)), .int64s(written), .keys(keys),
    ]
  }
}

extension StoredEvent {
  fileprivate var feedbackKey: PostgresFeedbackKey {
    PostgresFeedbackKey(user: user, item: item, kind: kind)
  }
}
