import Glibc

/// A thread of ours, for work that must not run on Swift's cooperative pool.
final class EngineThread: @unchecked Sendable {
  // Safe to share: written once, in `init`.
  private let thread: pthread_t

  /// Starts a thread.
  init(_ body: @escaping @Sendable () -> Void) {
    var thread = pthread_t()
    let argument = Unmanaged.passRetained(Body(run: body)).toOpaque()
    let status = pthread_create(
      &thread, nil,
      { argument in
        Unmanaged<Body>.fromOpaque(argument!).takeRetainedValue().run()
        return nil
      }, argument)
    precondition(status == 0, "cannot start a thread: \(String(cString: strerror(status)))")
    self.thread = thread
  }

  /// Waits until the thread has ended; to be called once.
  func join() { pthread_join(thread, nil) }

  private final class Body: Sendable {
    let run: @Sendable () -> Void
    init(run: @escaping @Sendable () -> Void) { self.run = run }
  }
}
