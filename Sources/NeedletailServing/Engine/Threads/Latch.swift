import Glibc

/// Lets a thread of ours wait until another one has done something.
final class Latch: @unchecked Sendable {
  // Every field is read and written under `lock`.
  private var lock = pthread_mutex_t()
  private var opened = pthread_cond_t()
  private var outcome: Bool?

  init() {
    pthread_mutex_init(&lock, nil)
    pthread_cond_init(&opened, nil)
  }

  deinit {
    pthread_cond_destroy(&opened)
    pthread_mutex_destroy(&lock)
  }

  /// Says that it is done, and whether it went well.
  func open(_ outcome: Bool) {
    pthread_mutex_lock(&lock)
    self.outcome = outcome
    pthread_cond_broadcast(&opened)
    pthread_mutex_unlock(&lock)
  }

  /// Waits; says whether it went well.
  func wait() -> Bool {
    pthread_mutex_lock(&lock)
    defer { pthread_mutex_unlock(&lock) }
    while true {
      if let outcome { return outcome }
      pthread_cond_wait(&opened, &lock)
    }
  }
}
