import NeedletailStore

/// All histories by user, with what follows from them: the users of each item, and the trend.
struct LiveHistories: Sendable {
  /// An event of the future: what follows from it waits until it is due.
  private struct Pending: Sendable {
    var time: Int64
    var user: Int32
    var event: PackedEvent
    var item: Int32 { event.item }
  }

  private var users: [UserHistory] = []
  /// For each item the users with an event that is due, each once, in no order that means anything.
  private(set) var usersOfItem: [[Int32]] = []
  /// What is consumed most at present.
  private(set) var trend: LiveTrend
  /// How many events count, those of the future among them.
  private(set) var eventCount = 0
  /// The present: the latest time that was ever said to be now, so that a clock set back hides nothing.
  private(set) var now = Int64.min
  /// Events of the future, the next one last.
  private var pending: [Pending] = []
  /// For each kind, by code, whether its events make an item trend.
  var trendingKinds: [Bool] = []

  /// No events yet.
  init(trendHalfLife: Double) { trend = LiveTrend(halfLife: trendHalfLife) }

  /// How many users have a history, or had one.
  var userCount: Int { users.count }

  /// The history of a user; empty for one without events.
  func history(of user: Int32) -> UserHistory {
    user >= 0 && Int(user) < users.count ? users[Int(user)] : UserHistory()
  }

  /// How many different items a user had, by events that are due.
  func itemCount(of user: Int32) -> Int {
    user >= 0 && Int(user) < users.count ? Int(users[Int(user)].items) : 0
  }

  /// Makes room for items.
  mutating func extend(toItems count: Int) {
    while usersOfItem.count < count { usersOfItem.append([]) }
    trend.extend(to: count)
  }

  /// Moves the present forward: events that have become due take effect. Says whether anything did.
  mutating func advance(to time: Int64) -> Bool {
    guard time > now else { return false }
    now = time
    var changed = trend.advance(to: time)
    while let next = pending.last, next.time <= time {
      pending.removeLast()
      takeEffect(next.event, of: next.user, isFirst: dueCount(next.item, of: next.user) == 1)
      changed = true
    }
    return changed
  }

  /// Adds an event; one that replaces others takes them out first.
  ///
  /// - Precondition: there is room for the item.
  mutating func append(_ event: StoredEvent) {
    while users.count <= Int(event.user) { users.append(UserHistory()) }
    if event.effect == .replaces { remove(user: event.user, item: event.item, kind: event.kind) }
    let packed = PackedEvent(event)
    if packed.time <= now {
      let isFirst = !users[Int(event.user)].has(event.item, until: now)
      takeEffect(packed, of: event.user, isFirst: isFirst)
    } else {
      let place = pending.firstIndex { $0.time <= packed.time } ?? pending.count
      pending.insert(Pending(time: packed.time, user: event.user, event: packed), at: place)
    }
    users[Int(event.user)].append(event)
    eventCount += 1
  }

  /// Takes the events of a user with an item out, of one kind or of all.
  mutating func remove(user: Int32, item: Int32, kind: UInt8?) {
    remove(user: user) { $0.item == item && (kind == nil || $0.kind == kind) }
  }

  /// Takes all events of a user out.
  mutating func erase(user: Int32) { remove(user: user) { _ in true } }

  /// Takes all events with an item out.
  mutating func remove(item: Int32) {
    guard Int(item) < usersOfItem.count else { return }
    let waiting = pending.filter { $0.item == item }.map(\.user)
    for user in usersOfItem[Int(item)] + waiting { remove(user: user, item: item, kind: nil) }
  }

  /// Takes events of before a time out, of some users.
  mutating func forget(before time: Int64, users range: Range<Int>) {
    for user in range.clamped(to: users.indices) { remove(user: Int32(user)) { $0.time < time } }
  }

  /// The earliest time of an event of some users; nil when they have none.
  func earliestTime(ofUsers range: Range<Int>) -> Int64? {
    users[range.clamped(to: users.indices)].lazy.compactMap { $0.events.lazy.map(\.time).min() }.min()
  }

  /// Gives back memory that growth had taken in advance.
  mutating func compact() {
    for user in users.indices { users[user].compact() }
    for item in usersOfItem.indices where usersOfItem[item].capacity > usersOfItem[item].count * 9 / 8 + 4 {
      usersOfItem[item] = usersOfItem[item].withUnsafeBufferPointer { Array($0) }
    }
  }

  private func makesTrend(_ event: PackedEvent) -> Bool {
    Int(event.kind) >= trendingKinds.count || trendingKinds[Int(event.kind)]
  }

  private func dueCount(_ item: Int32, of user: Int32) -> Int {
    // Events that become due together wait for each other in `pending`: one that still waits has no effect yet.
    let waiting = pending.lazy.filter { $0.user == user && $0.item == item && $0.time <= self.now }.count
    return users[Int(user)].events.lazy.filter { $0.item == item && $0.time <= self.now }.count - waiting
  }

  private mutating func takeEffect(_ event: PackedEvent, of user: Int32, isFirst: Bool) {
    if makesTrend(event) { trend.count(event.item, at: event.time) }
    guard isFirst else { return }
    usersOfItem[Int(event.item)].append(user)
    users[Int(user)].items += 1
  }

  private mutating func remove(user: Int32, where leaves: (PackedEvent) -> Bool) {
    guard user >= 0, Int(user) < users.count else { return }
    let removed = users[Int(user)].remove(where: leaves)
    eventCount -= removed.count
    for event in removed {
      if event.time <= now {
        if makesTrend(event) { trend.count(event.item, at: event.time, by: -1) }
      } else if let place = pending.firstIndex(where: {
        $0.user == user && $0.event == event
      }) {
        pending.remove(at: place)
      }
    }
    let now = now
    for item in Set(removed.lazy.filter { $0.time <= now }.map(\.item))
    where !users[Int(user)].has(item, until: now) {
      if let place = usersOfItem[Int(item)].firstIndex(of: user) { usersOfItem[Int(item)].remove(at: place) }
      users[Int(user)].items -= 1
    }
  }
}
