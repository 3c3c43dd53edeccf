import NeedletailData
import NeedletailMath
import NeedletailStore
import TestSupport
import Testing

/// An erased person is in no byte of any file.
@Suite("Erasure from a store in SQLite")
struct ErasureTests {
  private let folder = TemporaryFolder()

  private func secret(_ user: Int) -> String { "Secret-\(String(user * 7919, radix: 36))-person" }

  /// Users whose ids, labels and remarks carry their secret, written in random order and sizes.
  private func population(_ count: Int, in store: SQLiteStore) throws {
    var random = RandomStream(seed: 5, stream: 1)
    for _ in 0..<60 {
      let changes = (0..<20).map { _ -> Change in
        let user = random.index(below: count)
        let label = JSONValue.string(secret(user) + String(repeating: "x", count: random.index(below: 300)))
        return switch random.index(below: 4) {
        case 0: .putUser(UserRecord(id: secret(user), labels: label, comment: secret(user)))
        case 1: .patchUser(id: secret(user), UserPatch(labels: label))
        default:
          .addEvent(
            NewEvent(
              user: secret(user), item: "i\(random.index(below: 50))", kind: "view", time: 5,
              eventID: secret(user) + "\(random.index(below: 10_000))", labels: label, comment: secret(user)))
        }
      }
      _ = try store.commit(changes, now: 1)
    }
  }

  private func mentions(of user: Int) -> [String] {
    FileFixture.names(in: folder.path("s")).filter {
      FileFixture.contains(folder.path("s/\($0)"), Array(secret(user).utf8))
    }
  }

  @Test("leaves nothing in the files")
  func files() throws {
    let store = try SQLiteStore.open(directory: folder.path("s"))
    try population(100, in: store)
    #expect(!mentions(of: 7).isEmpty)
    for user in 0..<50 { _ = try store.commit([.eraseUser(id: secret(user))], now: 2) }
    for user in 0..<50 { #expect(mentions(of: user) == [], "user \(user)") }
    #expect(!mentions(of: 77).isEmpty)
    #expect(try store.check() == [])
    try store.close()
    for user in 0..<50 { #expect(mentions(of: user) == [], "user \(user), after closing") }
  }

  @Test("waits for a reader of an older moment, and no longer")
  func readers() throws {
    let store = try SQLiteStore.open(directory: folder.path("s"))
    try population(20, in: store)
    try store.forEachEvent { _ in
      _ = try store.commit([.eraseUser(id: secret(3))], now: 2)
    }
    #expect(try store.user(secret(3)) == nil)
    _ = try store.commit([.putUser(UserRecord(id: "later"))], now: 3)
    #expect(mentions(of: 3) == [])
    try store.close()
  }

  @Test("reaches what retention forgets")
  func retention() throws {
    let store = try SQLiteStore.open(directory: folder.path("s"))
    let note = NewEvent(user: "u", item: "i", kind: "view", time: 5, comment: secret(1))
    _ = try store.commit([.addEvent(note)], now: 1)
    #expect(try store.forgetEvents(before: 6) == 1)
    #expect(mentions(of: 1) == [])
    try store.close()
  }
}
