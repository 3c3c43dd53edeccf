package import NeedletailData
package import NeedletailStore
import Synchronization

/// A store in arrays and dictionaries: slow and plain, so that it can be seen to be right. It forgets everything
/// with the process, and is what other stores are compared with.
package final class MemoryStore: Store {
  package let identifiers = Identifiers()
  private let contents = Mutex(MemoryContents())
  private let fault = Mutex<StoreError?>(nil)

  /// An empty store.
  package init() {}

  /// While set, every commit fails with it and changes nothing, as on a full disk.
  package var commitFault: StoreError? {
    get { fault.withLock { $0 } }
    set { fault.withLock { $0 = newValue } }
  }

  package var lastSequence: Int64 { contents.withLock { $0.lastSequence } }

  package func commit(_ changes: [Change], now: Int64) throws -> [Result<Receipt, ChangeError>] {
    if let commitFault { throw commitFault }
    return contents.withLock { contents in
      changes.map { change in
        let result = Result { () throws(ChangeError) in try contents.apply(change, now: now) }
        contents.publishCodes(to: identifiers)
        return result
      }
    }
  }

  package func forEachEvent(_ body: ([StoredEvent]) throws -> Void) throws {
    let events = contents.withLock { $0.events.filter(\.counts).map(\.stored) }
    if !events.isEmpty { try body(events) }
  }

  package func forEachItem(_ body: ([(code: Int32, item: ItemRecord)]) throws -> Void) throws {
    let items = contents.withLock { contents in
      contents.items.enumerated().compactMap { code, slot in
        slot.record.map { (code: Int32(code), item: $0) }
      }
    }
    if !items.isEmpty { try body(items) }
  }

  package func user(_ id: String) throws -> UserRecord? {
    contents.withLock { contents in contents.userCode(id).flatMap { contents.users[Int($0)] } }
  }

  package func users(from cursor: String?, count: Int) throws -> Page<UserRecord> {
    let users = contents.withLock { $0.users.compactMap { $0 } }
    return try page(users, from: cursor, count: count) { [$0.id] }
  }

  package func item(_ id: String) throws -> ItemRecord? {
    contents.withLock { contents in contents.itemCode(id).flatMap { contents.items[Int($0)].record } }
  }

  package func items(from cursor: String?, count: Int) throws -> Page<ItemRecord> {
    let items = contents.withLock { $0.items.compactMap(\.record) }
    return try page(items, from: cursor, count: count) { [$0.id] }
  }

  package func feedback(
    _ filter: FeedbackFilter, from cursor: String?, count: Int
  ) throws -> Page<FeedbackRecord> {
    func matches(_ wanted: String?, _ found: String) -> Bool {
      wanted.map { ExactID($0) == ExactID(found) } ?? true
    }
    let records = contents.withLock { $0.feedback }.filter {
      $0.time <= filter.now && matches(filter.kind, $0.kind) && matches(filter.user, $0.user)
        && matches(filter.item, $0.item)
    }
    return try page(records, from: cursor, count: count) { [$0.kind, $0.user, $0.item] }
  }

  /// The elements after a cursor, ordered by their keys as bytes.
  private func page<Element>(
    _ elements: [Element], from cursor: String?, count: Int, key: (Element) -> [String]
  ) throws -> Page<Element> {
    func bytes(_ element: Element) -> [ExactID] { key(element).map { ExactID($0) } }
    var rest = elements.sorted { bytes($0).lexicographicallyPrecedes(bytes($1)) }
    if let cursor {
      let width = Element.self == FeedbackRecord.self ? 3 : 1
      let last = try PageCursor(cursor, parts: width).parts.map { ExactID($0) }
      rest = rest.filter { last.lexicographicallyPrecedes(bytes($0)) }
    }
    return Page(rest, count: max(1, count), key: key)
  }

  package func dataSet() throws -> (data: DataSet, sequence: Int64) {
    contents.withLock { ($0.dataSet, $0.lastSequence) }
  }

  package func forgetEvents(before time: Int64) throws -> Int {
    contents.withLock { contents in
      let before = contents.events.count
      contents.events.removeAll { $0.stored.time < time }
      return before - contents.events.count
    }
  }

  /// There is nothing on disk to copy.
  package func backup(to path: String) throws {
    throw StoreError(.unavailable, place: path, "a store in memory has no backup")
  }

  package func check() throws -> [String] { [] }
  package func close() throws {}
}
