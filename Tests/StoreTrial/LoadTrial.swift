import Glibc
import NeedletailStore

/// Measures a store: lines of what was done and how long it took.
struct LoadTrial {
  var directory: String
  var events: Int
  /// How many events one commit of the first phase holds.
  var groupSize = 1000

  func run() throws {
    var store = try SQLiteStore.open(directory: directory)
    let users = max(1, events / 20)
    let items = max(1, min(100_000, events / 10))
    var state: UInt64 = 88_172_645_463_325_252
    func random(below bound: Int) -> Int {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return Int(state % UInt64(bound))
    }
    func group(_ first: Int, _ count: Int, named: Bool) -> [Change] {
      (first..<first + count).map {
        .addEvent(
          NewEvent(
            user: "user-\(random(below: users))", item: "item-\(random(below: items))",
            kind: ["view", "like", "buy"][$0 % 3], time: Int64($0) * 1000,
            eventID: named ? "event-\($0)" : nil,
            completion: 0.5))
      }
    }
    let size = groupSize
    for (name, isNamed) in [("without event ids", false), ("with event ids", true)] {
      let half = events / 2 / size * size
      let start = isNamed ? half : 0
      let before = processorSeconds
      let took = try seconds {
        for first in stride(from: start, to: start + half, by: size) {
          _ = try store.commit(group(first, size, named: isNamed), now: 0)
        }
      }
      let busy = processorSeconds - before
      print(
        "groups of \(size) \(name): \(Int(Double(half) / took)) events/s, "
          + "\(Int(Double(half) / busy)) by the processor's time")
    }
    let rounds = 2000
    var times: [Double] = []
    for number in 0..<rounds {
      let single = group(events + number, 1, named: true)
      times.append(try seconds { _ = try store.commit(single, now: 0) })
    }
    times.sort()
    print(
      "single commits: median \(milliseconds(times[rounds / 2])), p99 \(milliseconds(times[rounds * 99 / 100]))"
    )
    print("sync of one page: median \(milliseconds(try syncTime()))")
    print("closing: \(milliseconds(try seconds { try store.close() }))")
    let opening = try seconds { store = try SQLiteStore.open(directory: directory) }
    var count = 0
    let before = processorSeconds
    let reading = try seconds { try store.forEachEvent { count += $0.count } }
    print(
      "opening with \(store.identifiers.userCount) users and \(store.identifiers.itemCount) items: \(milliseconds(opening))"
    )
    let busy = processorSeconds - before
    print("reading \(count) events: \(milliseconds(reading)), \(milliseconds(busy)) of the processor's time")
    print("data set: \(milliseconds(try seconds { _ = try store.dataSet() }))")
    print("backup: \(milliseconds(try seconds { try store.backup(to: directory + "/copy") }))")
    print("check: \(milliseconds(try seconds { _ = try store.check() }))")
    try store.close()
  }

  /// What the disk itself takes for the least that a commit needs.
  private func syncTime() throws -> Double {
    let path = directory + "/probe"
    let descriptor = Glibc.open(path, O_RDWR | O_CREAT, 0o644)
    defer {
      Glibc.close(descriptor)
      unlink(path)
    }
    let page = [UInt8](repeating: 1, count: 4096)
    for place in 0..<64 { pwrite(descriptor, page, page.count, place * 4096) }
    fsync(descriptor)
    var times: [Double] = []
    for place in 0..<500 {
      times.append(
        try seconds {
          pwrite(descriptor, page, page.count, place % 64 * 4096)
          fdatasync(descriptor)
        })
    }
    return times.sorted()[250]
  }

  /// The processor's time that this process has used: what a busy machine does not change.
  private var processorSeconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  private func seconds(_ body: () throws -> Void) throws -> Double {
    let clock = ContinuousClock()
    let start = clock.now
    try body()
    return (clock.now - start) / .seconds(1)
  }

  private func milliseconds(_ seconds: Double) -> String {
    "\((seconds * 100_000).rounded() / 100) ms"
  }
}
