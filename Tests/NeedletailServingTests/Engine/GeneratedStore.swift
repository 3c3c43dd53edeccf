import NeedletailData
import NeedletailMath
import NeedletailStore
import Synchronization

/// A store that makes its events up as they are read, for measurements: users and items are numbers, and what is
/// written is counted and forgotten.
final class GeneratedStore: Store {
  let identifiers = Identifiers()
  private let sequence: Atomic<Int64>
  private let users: Int
  private let items: Int
  private let events: Int

  init(users: Int, items: Int, events: Int) {
    (self.users, self.items, self.events) = (users, items, events)
    sequence = Atomic(Int64(events))
    for user in 0..<users { identifiers.appendUser("\(user)") }
    for item in 0..<items { identifiers.appendItem("\(item)") }
    identifiers.appendKind("view")
  }

  var lastSequence: Int64 { sequence.load(ordering: .relaxed) }

  /// All events as models are trained on them.
  func log() -> InteractionLog {
    var userRows: [Int32] = []
    var itemRows: [Int32] = []
    try? forEachEvent { events in
      userRows += events.map(\.user)
      itemRows += events.map(\.item)
    }
    return InteractionLog(
      users: Vocabulary((0..<users).map(String.init)), items: Vocabulary((0..<items).map(String.init)),
      userRows: SharedBuffer(userRows), itemRows: SharedBuffer(itemRows))
  }

  func forEachEvent(_ body: ([StoredEvent]) throws -> Void) throws {
    var random = RandomStream(seed: 11)
    for start in stride(from: 0, to: events, by: 4_096) {
      try body(
        (start..<min(events, start + 4_096)).map { number in
          let item = Int(random.uniform() * random.uniform() * Double(items))
          return StoredEvent(
            sequence: Int64(number + 1), user: Int32(random.index(below: users)), item: Int32(item), kind: 0,
            time: 1_700_000_000_000 + Int64(number) * 1_000)
        })
    }
  }

  func forEachItem(_ body: ([(code: Int32, item: ItemRecord)]) throws -> Void) throws {
    for start in stride(from: 0, to: items, by: 1_000) {
      try body(
        (start..<min(items, start + 1_000)).map {
          (Int32($0), ItemRecord(id: "\($0)", categories: ["c\($0 % 20)"], time: 1_600_000_000_000))
        })
    }
  }

  func commit(_ changes: [Change], now: Int64) throws -> [Result<Receipt, ChangeError>] {
    changes.map { change in
      let next = sequence.add(1, ordering: .relaxed).newValue
      guard case .addEvent(let event) = change, let user = identifiers.user(event.user),
        let item = identifiers.item(event.item)
      else { return .success(Receipt(sequence: next)) }
      let stored = StoredEvent(sequence: next, user: user, item: item, kind: 0, time: event.time)
      return .success(Receipt(sequence: next, user: user, itemCode: item, event: stored))
    }
  }

  func user(_ id: String) throws -> UserRecord? { nil }
  func users(from cursor: String?, count: Int) throws -> Page<UserRecord> { Page([], next: nil) }
  func item(_ id: String) throws -> ItemRecord? { nil }
  func items(from cursor: String?, count: Int) throws -> Page<ItemRecord> { Page([], next: nil) }
  func feedback(_ filter: FeedbackFilter, from cursor: String?, count: Int) throws -> Page<FeedbackRecord> {
    Page([], next: nil)
  }
  func dataSet() throws -> (data: DataSet, sequence: Int64) {
    (DataSet(source: "generated", format: "store", log: log()), lastSequence)
  }
  func forgetEvents(before time: Int64) throws -> Int { 0 }
  func backup(to path: String) throws {}
  func check() throws -> [String] { [] }
  func close() throws {}
}
