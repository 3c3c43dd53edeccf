import NeedletailMath
import NeedletailStore
import Synchronization
import TestSupport
import Testing

/// Copies of a store in PostgreSQL.
@Suite(
  "Backup of a store in PostgreSQL", .enabled(if: PostgresCluster.isInstalled, "\(PostgresCluster.missing)"))
struct PostgresBackupTests {
  private let cluster = PostgresCluster.shared
  private let folder = TemporaryFolder()

  private func event(_ number: Int, user: String = "u") -> Change {
    .addEvent(
      NewEvent(user: user, item: "i\(number % 7)", kind: "view", time: Int64(number), eventID: "e\(number)"))
  }

  @Test("copies whole groups while writing goes on")
  func online() throws {
    let store = try PostgresStore.open(url: cluster.url(), schema: "online")
    let isDone = Atomic(false)
    let writer = JoinableThread { [self] in
      var number = 0
      while !isDone.load(ordering: .relaxed) {
        _ = try? store.commit((number..<number + 10).map { event($0) }, now: 0)
        number += 10
      }
    }
    for round in 0..<3 {
      let before = store.lastSequence
      try store.backup(to: folder.path("copy\(round)"))
      let after = store.lastSequence
      try SQLiteStore.restore(from: folder.path("copy\(round)"), to: folder.path("r\(round)"))
      let restored = try SQLiteStore.open(directory: folder.path("r\(round)"))
      #expect((before...after).contains(restored.lastSequence))
      #expect(restored.lastSequence % 10 == 0)
      var count: Int64 = 0
      try restored.forEachEvent { count += Int64($0.count) }
      #expect(count == restored.lastSequence)
      try restored.close()
    }
    isDone.store(true, ordering: .relaxed)
    writer.join()
    #expect(try store.check() == [])
    try store.close()
    #expect(throws: StoreError.self) { try store.backup(to: "/proc/copy") }
  }

  @Test("is backed up as a store in SQLite that holds the same")
  func backup() throws {
    let store = try PostgresStore.open(url: cluster.url(), schema: "backed_up")
    _ = try store.commit((0..<300).map { event($0, user: "u\($0 % 40)") }, now: 5)
    _ = try store.commit(
      [
        .eraseUser(id: "u7"), .removeItem(id: "i3"),
        .putItem(ItemRecord(id: "x", isHidden: true, categories: ["a"], time: 7, comment: "c")),
        .replaceEvents(NewEvent(user: "u1", item: "i1", kind: "like", time: 3, dwell: 2, comment: "n")),
        .removeEvents(user: "u2", item: "i2", kind: nil),
      ], now: 6)
    try store.backup(to: folder.path("copy"))
    try SQLiteStore.restore(from: folder.path("copy"), to: folder.path("s"))
    let copy = try SQLiteStore.open(directory: folder.path("s"))
    var (first, second): ([StoredEvent], [StoredEvent]) = ([], [])
    try store.forEachEvent { first += $0 }
    try copy.forEachEvent { second += $0 }
    #expect(first.map { "\($0)" } == second.map { "\($0)" })
    #expect(try store.items(from: nil, count: 99).elements == copy.items(from: nil, count: 99).elements)
    #expect(try store.users(from: nil, count: 99).elements == copy.users(from: nil, count: 99).elements)
    let all = FeedbackFilter(now: 999)
    #expect(
      try store.feedback(all, from: nil, count: 999).elements
        == copy.feedback(all, from: nil, count: 999).elements)
    #expect(copy.lastSequence == store.lastSequence)
    #expect(try copy.commit([event(5)], now: 9)[0].get().isDuplicate)
    #expect(copy.identifiers.userID(7) == nil)
    try copy.close()
    try store.close()
  }
}
