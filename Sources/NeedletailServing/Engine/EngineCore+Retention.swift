import Glibc
import NeedletailStore
import Synchronization

extension EngineCore {
  private static let day: Int64 = 86_400_000
  /// How many histories are looked through under one lock.
  private static let usersAtOnce = 2_048

  /// Forgets what is older than the settings allow, once an hour, until the engine closes. A thread of its own
  /// runs this.
  func forgetUntilClosed() {
    guard let days = settings.retentionDays else { return }
    while true {
      forget(before: EngineClock.milliseconds - Int64(min(max(days, 0), 1e7) * Double(Self.day)))
      for _ in 0..<3_600 {
        if reading.isClosed { return }
        sleep(1)
      }
    }
  }

  /// Forgets events of before a time, a day of them at a step, so that changes and requests go on between steps.
  private func forget(before end: Int64) {
    while !writing.isClosed, let earliest = earliestTime(), earliest < end {
      let step = min(end, (earliest / Self.day + 1) * Self.day)
      let done = Latch()
      let work = WriterWork.other { [self] in
        do {
          _ = try store.forgetEvents(before: step)
          forgetInMemory(before: step)
          done.open(true)
        } catch {
          fault.withLock { $0 = "\(error)" }
          done.open(false)
        }
      }
      guard (try? writing.append(work)) != nil, done.wait() else { return }
    }
  }

  private func earliestTime() -> Int64? {
    var earliest: Int64?
    forEachShareOfUsers { histories, users in
      if let time = histories.earliestTime(ofUsers: users) { earliest = min(earliest ?? time, time) }
    }
    return earliest
  }

  private func forgetInMemory(before time: Int64) {
    forEachShareOfUsers { $0.forget(before: time, users: $1) }
    state.withLock { $0.noteEvents() }
  }

  private func forEachShareOfUsers(_ body: (inout LiveHistories, Range<Int>) -> Void) {
    var start = 0
    while true {
      let isLast = state.withLock { state in
        body(&state.histories, start..<start + Self.usersAtOnce)
        return start + Self.usersAtOnce >= state.histories.userCount
      }
      if isLast { return }
      start += Self.usersAtOnce
    }
  }
}
