import Glibc

/// A thread of the system, because what blocks must not run on Swift's own.
package struct Thread: ~Copyable {
  private var handle: pthread_t

  /// Starts a thread.
  package static func start(_ body: @escaping @Sendable () -> Void) -> Thread {
    final class Work: Sendable {
      let body: @Sendable () -> Void
      init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
    var handle = pthread_t()
    pthread_create(
      &handle, nil,
      { argument in
        guard let argument else { return nil }
        Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().body()
        return nil
      }, Unmanaged.passRetained(Work(body)).toOpaque())
    return Thread(handle: handle)
  }

  /// Waits for its end.
  package func join() { pthread_join(handle, nil) }
}
