import Glibc
import Synchronization

/// A thread of ours, for work that must not run on Swift's cooperative pool.
///
/// A thread that nobody waits for goes on by itself and leaves nothing behind at its end.
package final class JoinableThread: Sendable {
  /// Nil once somebody has waited for it.
  private let thread: Mutex<pthread_t?>

  /// Starts a thread.
  package init(_ body: @escaping @Sendable () -> Void) {
    var thread = pthread_t()
    let argument = Unmanaged.passRetained(Body(run: body)).toOpaque()
    let status = pthread_create(
      &thread, nil,
      { argument in
        guard let argument else { return nil }
        Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
        return nil
      }, argument)
    precondition(status == 0, "cannot start a thread: \(String(cString: strerror(status)))")
    self.thread = Mutex(thread)
  }

  deinit { if let thread = thread.withLock({ $0 }) { pthread_detach(thread) } }

  /// Waits until the thread has ended; at once when that was waited for before.
  package func join() {
    let thread = self.thread.withLock { thread in
      defer { thread = nil }
      return thread
    }
    if let thread { pthread_join(thread, nil) }
  }

  private final class Body: Sendable {
    let run: @Sendable () -> Void
    init(run: @escaping @Sendable () -> Void) { self.run = run }
  }
}
