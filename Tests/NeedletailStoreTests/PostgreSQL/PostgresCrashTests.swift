import Glibc
import NeedletailMath
import NeedletailStore
import Synchronization
import TestSupport
import Testing

/// A server that goes away under a store that writes.
@Suite(
  "A server that fails", .serialized,
  .enabled(if: PostgresCluster.isInstalled, "\(PostgresCluster.missing)"))
struct PostgresCrashTests {
  /// A server of its own: others must not fall with it.
  private static let cluster = PostgresCluster()
  private var cluster: PostgresCluster { Self.cluster }

  private func event(_ number: Int64, named: Bool) -> Change {
    .addEvent(
      NewEvent(
        user: "user \(number % 97)", item: "item \(number % 203)", kind: "view", time: number,
        eventID: named ? "event \(number)" : nil))
  }

  @Test("loses nothing that was acknowledged and doubles nothing", arguments: [true, false])
  func crash(named: Bool) throws {
    let store = try PostgresStore.open(url: cluster.url(), schema: named ? "named" : "unnamed")
    let isDone = Atomic(false)
    let written = Mutex((acknowledged: [Int64](), faults: [StoreError]()))
    let writer = JoinableThread { [self] in
      var number: Int64 = 0
      while !isDone.load(ordering: .relaxed) {
        let group = number..<number + 5
        do {
          for result in try store.commit(group.map { event($0, named: named) }, now: 0) {
            _ = try result.get()
          }
          written.withLock { $0.acknowledged += group }
          number += 5
        } catch let error as StoreError {
          written.withLock { $0.faults.append(error) }
          // Without ids of events, what may have been written must not be sent again.
          if !named, error.message.contains("may have been written") { number += 5 }
          usleep(20_000)
        } catch { Issue.record(error) }
      }
    }
    func wait(forAcknowledged count: Int) {
      for _ in 0..<3000 where written.withLock({ $0.acknowledged.count }) < count { usleep(20_000) }
    }
    for round in 1...2 {
      wait(forAcknowledged: 50 * round)
      cluster.stop()
      usleep(50_000)
      cluster.start()
    }
    wait(forAcknowledged: 150)
    isDone.store(true, ordering: .relaxed)
    writer.join()
    let (acknowledged, faults) = written.withLock { $0 }
    #expect(
      faults.allSatisfy { $0.code == .unavailable },
      "\(faults.first { $0.code != .unavailable }?.description ?? "")")
    var found: [Int64] = []
    try store.forEachEvent { found += $0.map(\.time) }
    #expect(Set(found).count == found.count)
    #expect(Set(found).isSuperset(of: acknowledged))
    #expect(acknowledged.count > 100)
    #expect(try store.check() == [])
    let (users, last) = (store.identifiers.userCount, store.lastSequence)
    try store.close()
    let reopened = try PostgresStore.open(url: cluster.url(), schema: named ? "named" : "unnamed")
    #expect(reopened.lastSequence == last)
    #expect(reopened.identifiers.userCount == users)
    try reopened.close()
  }

  @Test("refuses to write while it is away, says so soon, and goes on when it is back")
  func reconnection() throws {
    let store = try PostgresStore.open(url: cluster.url(), schema: "away")
    _ = try store.commit([event(1, named: false)], now: 0)
    #expect(try store.user("user 1") != nil)
    cluster.stop("fast")
    for _ in 0..<2 {
      do {
        _ = try store.commit([event(2, named: false)], now: 0)
        Issue.record("a commit without a server")
      } catch let error as StoreError { #expect(error.code == .unavailable) }
    }
    #expect(throws: StoreError.self) { try store.user("user 1") }
    cluster.start()
    #expect(try store.user("user 1") != nil)
    #expect(try store.commit([event(3, named: false)], now: 0)[0].get().sequence == 2)
    #expect(try store.forgetEvents(before: 2) == 1)
    #expect(try store.check() == [])
    try store.close()
  }
}
