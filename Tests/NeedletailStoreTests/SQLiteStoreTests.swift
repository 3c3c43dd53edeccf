import GRDB
import Glibc
import NeedletailData
import NeedletailStore
import TestSupport
import Testing

/// What stores in SQLite do beyond the contract.
@Suite("A store in SQLite")
struct SQLiteStoreTests {
  private let folder = TemporaryFolder()
  private var directory: String { folder.path("a/b/store") }
  private var database: String { directory + "/needletail.sqlite" }

  private func event(_ number: Int, user: String = "u") -> Change {
    .addEvent(
      NewEvent(user: user, item: "i\(number % 7)", kind: "view", time: Int64(number), eventID: "e\(number)"))
  }

  private func fault(_ body: () throws -> Void) -> StoreError? {
    do {
      try body()
      return nil
    } catch {
      return error as? StoreError
    }
  }

  @Test("has one owner at a time, whom a second one is told")
  func ownership() throws {
    let store = try SQLiteStore.open(directory: directory)
    let refused = fault { _ = try SQLiteStore.open(directory: directory) }
    #expect(refused?.code == .inUse)
    #expect(refused?.message.contains("\(getpid())") == true)
    try store.close()
    try SQLiteStore.open(directory: directory).close()
  }

  @Test("waits for the disk at every commit")
  func durability() throws {
    let store = try SQLiteStore.open(directory: directory)
    _ = try store.commit([event(1)], now: 0)
    let settings = try store.settings()
    #expect(settings.journal == "wal")
    #expect(settings.synchronous == 2)
    #expect(settings.secureDelete == 1)
    try store.close()
    #expect(fault { _ = try store.commit([event(2)], now: 0) } != nil)
  }

  @Test("refuses a later schema, another database, and what is none", arguments: [0, 1, 2])
  func foreignFiles(_ form: Int) throws {
    try SQLiteStore.open(directory: directory).close()
    if form == 0 {
      try DatabaseQueue(path: database).write { try $0.execute(sql: "PRAGMA user_version = 99") }
    } else if form == 1 {
      unlink(database)
      try DatabaseQueue(path: database).write { try $0.execute(sql: "CREATE TABLE other (x)") }
    } else {
      FileFixture.overwrite(database, at: 0, with: Array("this is no database, whatever its name says".utf8))
    }
    let code: StoreError.Code = form == 0 ? .tooNew : .damaged
    #expect(fault { _ = try SQLiteStore.open(directory: directory) }?.code == code)
    #expect(fault { _ = try SQLiteStore.dataSet(ofDirectory: directory) }?.code == code)
    #expect(fault { try SQLiteStore.restore(from: database, to: folder.path("r")) }?.code == code)
    #expect(access(folder.path("r/needletail.sqlite"), F_OK) != 0)
  }

  @Test("names a place that cannot be had")
  func places() throws {
    #expect(fault { _ = try SQLiteStore.open(directory: "/proc/needletail") }?.code == .unavailable)
    #expect(fault { _ = try SQLiteStore.open(directory: "/dev/null") }?.code == .unavailable)
    #expect(fault { _ = try SQLiteStore.dataSet(ofDirectory: folder.path("none")) }?.code == .unavailable)
    #expect(!SQLiteStore.isStore(directory: folder.path("none")))
  }

  @Test("is read as data while its owner writes")
  func reading() throws {
    let store = try SQLiteStore.open(directory: directory)
    _ = try store.commit((0..<100).map { event($0) }, now: 0)
    let (data, sequence) = try SQLiteStore.dataSet(ofDirectory: directory)
    #expect(data.log.count == 100)
    #expect(sequence == 100)
    #expect(SQLiteStore.isStore(directory: directory))
    _ = try store.commit([event(100)], now: 0)
    #expect(try store.dataSet().data.log.count == 101)
    try store.close()
    #expect(try SQLiteStore.dataSet(ofDirectory: directory).data.log.count == 101)
  }

  @Test("finds a damaged page, and says so instead of trapping")
  func damage() throws {
    let store = try SQLiteStore.open(directory: directory)
    _ = try store.commit((0..<5000).map { event($0, user: "u\($0 % 50)") }, now: 0)
    try store.close()
    let pages = FileFixture.size(database) / 4096
    var found = 0
    for page in 1..<pages {
      let kept = FileFixture.read(database, at: page * 4096, count: 4096)
      FileFixture.overwrite(database, at: page * 4096, with: [UInt8](repeating: 0xA5, count: 4096))
      let fault = fault {
        let store = try SQLiteStore.open(directory: directory)
        defer { try? store.close() }
        if let finding = try store.check().first {
          throw StoreError(.damaged, place: database, finding)
        }
      }
      if fault?.code == .damaged { found += 1 }
      FileFixture.overwrite(database, at: page * 4096, with: kept)
    }
    #expect(found == pages - 1)
    let whole = try SQLiteStore.open(directory: directory)
    #expect(try whole.check() == [])
    try whole.close()
  }
}
