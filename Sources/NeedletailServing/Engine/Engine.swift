public import NeedletailCore
import NeedletailMath
public import NeedletailStore
import Synchronization

/// One store, one model at a time, all histories in memory: what answers every request.
///
/// Writing: changes are checked, committed in groups by one writer thread, applied to memory in the order of
/// their sequences, then acknowledged. Reading: a request takes one immutable snapshot (its user's history, the
/// model, the rules, the catalogue, with the sequence up to which they reflect the store), so an answer asked for
/// after an acknowledgement reflects it. Requests that wait already are scored together.
///
/// ```swift
/// let engine = try Engine(store: store, model: (model, version: "2026-01-01"), settings: EngineSettings())
/// _ = try await engine.write([.addEvent(event)])
/// let answer = try await engine.recommend(RecommendationRequest(user: "bob"))
/// ```
///
/// Memory: 16 bytes an event and 24 a user beside what the allocator adds, 4 bytes for each pair of an item and
/// a user, what rules know of the items, and the model.
public final class Engine: Sendable {
  let core: EngineCore
  private let threads: Mutex<[JoinableThread]>

  /// Opens an engine over a store: reads all histories and the catalogue into memory.
  ///
  /// - Parameters:
  ///   - store: nobody else may write to it.
  ///   - model: what answers at first, with the name of its version; nil while there is none.
  ///   - exposures: takes a record of every answer; nil for none.
  /// - Throws: what the store throws, and pipelines that do not fit the model.
  public init(
    store: any Store, model: (Model, version: String)?, settings: EngineSettings,
    exposures: (any ExposureSink)? = nil
  ) throws {
    precondition(!settings.pipelines.isEmpty, "an engine needs a pipeline")
    precondition(settings.threads >= 1 && settings.batch >= 1, "an engine needs a thread and a batch")
    let state = try LiveState(of: store, model: model, settings: settings, now: EngineClock.milliseconds)
    let core = EngineCore(store: store, state: state, settings: settings, exposures: exposures)
    self.core = core
    var threads = [JoinableThread { core.writeUntilClosed() }]
    for _ in 0..<settings.threads {
      threads.append(JoinableThread { core.answerUntilClosed() })
    }
    if settings.retentionDays != nil {
      threads.append(JoinableThread { core.forgetUntilClosed() })
    }
    self.threads = Mutex(threads)
  }

  deinit { core.closeLines() }

  /// What answers at present.
  public var status: EngineStatus {
    let fault = core.fault.withLock { $0 }
    let users = core.store.identifiers.userCount
    return core.state.withLock { state in
      EngineStatus(
        model: state.served.version, specification: state.served.model?.specification.description,
        sequence: state.sequence, users: users - state.erasedUsers, items: state.items.shownCount,
        events: state.histories.eventCount, waitingChanges: core.writing.count,
        waitingRequests: core.reading.count, fault: fault)
    }
  }

  /// Stops taking changes and requests, ends what is under way, and closes the store.
  ///
  /// - Throws: what the store throws; the engine is closed all the same.
  public func close() async throws {
    core.closeLines()
    let threads = threads.withLock { threads in
      defer { threads = [] }
      return threads
    }
    guard !threads.isEmpty else { return }
    let store = core.store
    try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
      // Threads are waited for on a thread: the cooperative pool must not block.
      _ = JoinableThread {
        for thread in threads { thread.join() }
        continuation.resume(with: Result { try store.close() })
      }
    }
  }
}
