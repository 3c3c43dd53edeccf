public import NeedletailData
public import NeedletailMath
public import NeedletailStore

/// Fills a new store from a data set: items with their attributes, users with theirs, then all events in the
/// order of their times.
///
/// Sessions are not stored: a server finds them again by the gaps between events.
public struct StoreSeed: Sendable {
  /// How many changes are committed together.
  public static let groupSize = 20_000

  private let data: DataSet

  /// The filling of a store from a data set.
  public init(_ data: DataSet) { self.data = data }

  /// Writes everything.
  ///
  /// Events of a log without times, or with mere ranks, are given times of one millisecond after another from
  /// 1970 on, which keeps their order.
  /// - Parameters:
  ///   - store: empty, and nobody writes to it meanwhile.
  ///   - now: the time of writing, in milliseconds.
  ///   - progress: told the number of changes that are done, and of all.
  /// - Throws: what the store throws; `DataError` for a user, an item or an event that it refuses;
  ///   `CancelledError` when interrupted.
  public func fill(
    _ store: any Store, now: Int64, progress: (@Sendable (Int, _ of: Int) -> Void)? = nil,
    cancellation: Cancellation? = nil
  ) throws {
    let log = data.log
    let total = log.items.count + log.users.count + log.count
    var done = 0
    func commit(_ changes: [Change]) throws {
      try cancellation?.check()
      for (change, result) in zip(changes, try store.commit(changes, now: now)) {
        if case .failure(let error) = result {
          throw DataError(file: data.source, "\(error.message) (\(Self.name(change)))")
        }
      }
      done += changes.count
      progress?(done, total)
    }
    let times = EventTimes(log)
    let items = ItemSeed(data, times: times)
    try forEachGroup(of: log.items.count) { try commit($0.map { .putItem(items.record($0)) }) }
    let users = RowLabels(data.userFeatures)
    try forEachGroup(of: log.users.count) { rows in
      try commit(rows.map { .putUser(UserRecord(id: log.users.id($0), labels: users.labels(of: $0))) })
    }
    let events = EventSeed(log, times: times)
    try forEachGroup(of: log.count) { places in
      try commit(places.map { .addEvent(events.event(at: $0)) })
    }
  }

  private func forEachGroup(of count: Int, _ body: (Range<Int>) throws -> Void) rethrows {
    for start in stride(from: 0, to: count, by: Self.groupSize) {
      try body(start..<min(start + Self.groupSize, count))
    }
  }

  /// What a change is about, for a message.
  private static func name(_ change: Change) -> String {
    switch change {
    case .putItem(let item): "item '\(item.id)'"
    case .putUser(let user): "user '\(user.id)'"
    case .addEvent(let event): "event of user '\(event.user)' with item '\(event.item)'"
    default: "\(change)"
    }
  }
}
