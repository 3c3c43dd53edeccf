import Metrics
import NeedletailStore
import Synchronization

extension EngineCore {
  /// How many changes are committed together at most, unless one caller brings more.
  static let groupSize = 1_024

  /// Takes all that waits, again and again, until the line is closed and empty. The writer's thread runs this.
  func writeUntilClosed() {
    while let work = writing.take(atMost: Self.groupSize) {
      var group: [([Change], CheckedContinuation<[Result<Receipt, ChangeError>], any Error>)] = []
      for work in work {
        switch work {
        case .changes(let changes, let continuation): group.append((changes, continuation))
        case .other(let body):
          commit(group)
          group = []
          body()
        }
      }
      commit(group)
    }
  }

  /// Commits the changes of some callers as one group, applies them, and answers the callers.
  private func commit(_ group: [([Change], CheckedContinuation<[Result<Receipt, ChangeError>], any Error>)]) {
    guard !group.isEmpty else { return }
    let changes = group.count == 1 ? group[0].0 : group.flatMap(\.0)
    let results: [Result<Receipt, ChangeError>]
    do {
      results = try write(changes)
    } catch {
      fault.withLock { $0 = "\(error)" }
      let refusal = ServingError(.unavailable, "nothing was written: \(error)")
      for (_, continuation) in group { continuation.resume(throwing: refusal) }
      return
    }
    metrics.changes.increment(by: changes.count)
    var start = 0
    for (part, continuation) in group {
      continuation.resume(returning: Array(results[start..<start + part.count]))
      start += part.count
    }
  }

  /// Makes changes durable, then visible.
  private func write(_ changes: [Change]) throws -> [Result<Receipt, ChangeError>] {
    let start = EngineClock.nanoseconds
    let now = EngineClock.milliseconds
    let results = try store.commit(changes, now: now)
    precondition(results.count == changes.count, "\(results.count) results for \(changes.count) changes")
    let committed = metrics.commit.record(since: start)
    fault.withLock { $0 = nil }
    state.withLock { $0.apply(changes, results, now: now) }
    metrics.apply.record(since: committed)
    return results
  }
}
