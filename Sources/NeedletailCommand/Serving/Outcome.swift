import Dispatch
import Synchronization

/// How something ended that another thread does, for a thread that waits for it.
final class Outcome: Sendable {
  private let result = Mutex<Result<Void, any Error>?>(nil)
  private let isThere = DispatchSemaphore(value: 0)

  /// Says how it ended, once.
  func set(_ result: Result<Void, any Error>) {
    self.result.withLock { $0 = result }
    isThere.signal()
  }

  /// Waits for the end.
  func wait() -> Result<Void, any Error> {
    isThere.wait()
    return result.withLock { $0 } ?? .success(())
  }
}
