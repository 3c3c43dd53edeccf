import NeedletailData
import NeedletailStore

/// What a store in memory holds, and how changes act on it.
struct MemoryContents {
  struct Event {
    var stored: StoredEvent
    var new: NewEvent
    /// When it was stored.
    var written: Int64
    /// Whether nothing has replaced or removed it yet.
    var counts = true
  }

  struct ItemSlot {
    var id: String
    /// Nil after removal.
    var record: ItemRecord?
  }

  /// Users by code; nil for erased ones.
  var users: [UserRecord?] = []
  var items: [ItemSlot] = []
  var kinds: [String] = []
  var events: [Event] = []
  var lastSequence: Int64 = 0
  /// Codes of erased users that identifiers have not forgotten yet.
  var erased: [Int32] = []

  func userCode(_ id: String) -> Int32? {
    users.firstIndex { $0.map { ExactID($0.id) == ExactID(id) } ?? false }.map { Int32($0) }
  }

  func itemCode(_ id: String) -> Int32? {
    items.firstIndex { ExactID($0.id) == ExactID(id) }.map { Int32($0) }
  }

  func kindCode(_ name: String) -> UInt8? {
    kinds.firstIndex { ExactID($0) == ExactID(name) }.map { UInt8($0) }
  }

  mutating func apply(_ change: Change, now: Int64) throws(ChangeError) -> Receipt {
    try change.validate()
    switch change {
    case .addEvent(let event): return try add(event, effect: .adds, now: now)
    case .replaceEvents(let event): return try add(event, effect: .replaces, now: now)
    case .removeEvents(let user, let item, let kind):
      let kindCode = kind.map { self.kindCode($0).map { Int($0) } ?? -1 }
      let (userCode, itemCode) = (userCode(user), itemCode(item))
      let ended = end { event in
        event.user == userCode && event.item == itemCode && Int(event.kind) == kindCode ?? Int(event.kind)
      }
      let affected = Set(ended.map(\.kind)).count
      return receipt(affected: affected, user: userCode, item: itemCode)
    case .putUser(let record): return put(record)
    case .patchUser(let id, let patch):
      guard let code = userCode(id), let record = users[Int(code)] else {
        throw ChangeError(.notFound, "user \(id) not found")
      }
      return put(record.patched(patch))
    case .eraseUser(let id):
      guard let code = userCode(id) else { return receipt(affected: 0) }
      events.removeAll { $0.stored.user == code }
      users[Int(code)] = nil
      erased.append(code)
      return receipt(user: code)
    case .putItem(let record): return put(record)
    case .patchItem(let id, let patch):
      guard let code = itemCode(id), let record = items[Int(code)].record else {
        throw ChangeError(.notFound, "item \(id) not found")
      }
      return put(try record.patched(patch))
    case .removeItem(let id):
      guard let code = itemCode(id) else { return receipt(affected: 0) }
      let isPresent = items[Int(code)].record != nil
      items[Int(code)].record = nil
      end { $0.item == code }
      return receipt(affected: isPresent ? 1 : 0, item: code)
    }
  }

  private mutating func receipt(affected: Int = 1, user: Int32? = nil, item: Int32? = nil) -> Receipt {
    lastSequence += 1
    return Receipt(sequence: lastSequence, affected: affected, user: user, itemCode: item)
  }

  /// Ends the events that count and match, and returns them.
  @discardableResult
  private mutating func end(_ matches: (StoredEvent) -> Bool) -> [StoredEvent] {
    var ended: [StoredEvent] = []
    for place in events.indices where events[place].counts && matches(events[place].stored) {
      events[place].counts = false
      ended.append(events[place].stored)
    }
    return ended
  }

  private mutating func put(_ record: UserRecord) -> Receipt {
    var record = record
    record.labels = record.labels.asStored
    let code = userCode(record.id) ?? Int32(users.count)
    if code == users.count { users.append(record) } else { users[Int(code)] = record }
    return receipt(user: code)
  }

  private mutating func put(_ record: ItemRecord) -> Receipt {
    var record = record
    record.labels = record.labels.asStored
    let code = itemCode(record.id) ?? Int32(items.count)
    if code == items.count { items.append(ItemSlot(id: record.id)) }
    items[Int(code)].record = record
    var receipt = receipt(item: code)
    receipt.item = record
    return receipt
  }

  private mutating func add(
    _ event: NewEvent, effect: StoredEvent.Effect, now: Int64
  ) throws(ChangeError) -> Receipt {
    if let id = event.eventID,
      let first = events.first(where: { $0.new.eventID.map { ExactID($0) == ExactID(id) } ?? false })
    {
      return Receipt(
        sequence: first.stored.sequence, isDuplicate: true, affected: 0, user: first.stored.user,
        itemCode: first.stored.item)
    }
    if kindCode(event.kind) == nil {
      guard kinds.count < ChangeLimits.kinds else { throw .tooManyKinds(event.kind) }
      kinds.append(event.kind)
    }
    let user = userCode(event.user) ?? Int32(users.count)
    if user == users.count { users.append(UserRecord(id: event.user)) }
    let item = itemCode(event.item) ?? Int32(items.count)
    if item == items.count { items.append(ItemSlot(id: event.item)) }
    if items[Int(item)].record == nil { items[Int(item)].record = ItemRecord(id: event.item) }
    let kind = kindCode(event.kind) ?? 0
    if effect == .replaces { end { $0.user == user && $0.item == item && $0.kind == kind } }
    var receipt = receipt(user: user, item: item)
    let stored = StoredEvent(
      sequence: receipt.sequence, user: user, item: item, kind: kind, effect: effect, value: event.value,
      time: event.time, completion: event.completion, dwell: event.dwell, intent: event.intent)
    events.append(Event(stored: stored, new: event, written: now))
    receipt.event = stored
    return receipt
  }

  /// Gives and forgets codes as the contents have them.
  mutating func publishCodes(to identifiers: Identifiers) {
    while identifiers.userCount < users.count { identifiers.appendUser(users[identifiers.userCount]?.id) }
    while identifiers.itemCount < items.count { identifiers.appendItem(items[identifiers.itemCount].id) }
    for kind in kinds.dropFirst(identifiers.kindNames.count) { identifiers.appendKind(kind) }
    for code in erased { identifiers.forgetUser(code) }
    erased = []
  }
}
