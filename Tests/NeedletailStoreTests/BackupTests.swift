import Glibc
import NeedletailMath
import NeedletailStore
import Synchronization
import TestSupport
import Testing

/// Copies of a store, and stores made of copies.
@Suite("Backup and restore of a store in SQLite")
struct BackupTests {
  private let folder = TemporaryFolder()

  private func event(_ number: Int) -> Change {
    .addEvent(NewEvent(user: "u\(number % 40)", item: "i\(number % 7)", kind: "view", time: Int64(number)))
  }

  @Test("copy whole groups while writing goes on")
  func online() async throws {
    let store = try SQLiteStore.open(directory: folder.path("s"))
    let isDone = Atomic(false)
    let writer = JoinableThread {
      var number = 0
      while !isDone.load(ordering: .relaxed) {
        _ = try? store.commit((number..<number + 10).map { event($0) }, now: 0)
        number += 10
      }
    }
    for round in 0..<5 {
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
      #expect(try restored.check() == [])
      _ = try restored.commit([event(1)], now: 0)
      try restored.close()
    }
    isDone.store(true, ordering: .relaxed)
    writer.join()
    try store.close()
    #expect(FileFixture.names(in: folder.path).filter { $0.contains("partial") || $0.contains("-wal") } == [])
  }

  @Test("replace an idle store, never one in use")
  func restore() throws {
    let source = try SQLiteStore.open(directory: folder.path("s"))
    _ = try source.commit([event(1)], now: 0)
    try source.backup(to: folder.path("copy"))
    _ = try source.commit([event(2)], now: 0)
    #expect(throws: StoreError.self) {
      try SQLiteStore.restore(from: folder.path("copy"), to: folder.path("s"))
    }
    #expect(throws: StoreError.self) { try source.backup(to: folder.path("s/needletail.sqlite")) }
    #expect(source.lastSequence == 2)
    try source.close()
    try SQLiteStore.restore(from: folder.path("copy"), to: folder.path("s"))
    let restored = try SQLiteStore.open(directory: folder.path("s"))
    #expect(restored.lastSequence == 1)
    try restored.close()
  }

  @Test("refuse a copy that was damaged, and leave the store as it was")
  func damagedCopy() throws {
    let store = try SQLiteStore.open(directory: folder.path("s"))
    _ = try store.commit((0..<2000).map { event($0) }, now: 0)
    try store.backup(to: folder.path("copy"))
    try store.close()
    FileFixture.overwrite(folder.path("copy"), at: 5 * 4096, with: [UInt8](repeating: 0x5A, count: 4096))
    #expect(throws: StoreError.self) {
      try SQLiteStore.restore(from: folder.path("copy"), to: folder.path("s"))
    }
    #expect(throws: StoreError.self) {
      try SQLiteStore.restore(from: folder.path("missing"), to: folder.path("s"))
    }
    let reopened = try SQLiteStore.open(directory: folder.path("s"))
    #expect(reopened.lastSequence == 2000)
    try reopened.close()
  }
}
