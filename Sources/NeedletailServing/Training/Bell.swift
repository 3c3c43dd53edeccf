import Glibc

/// Wakes one thread that waits for a span of time or for something to do.
final class Bell: @unchecked Sendable {
  // Every field is read and written under `lock`.
  private var lock = pthread_mutex_t()
  private var rung = pthread_cond_t()
  private var isRung = false

  init() {
    pthread_mutex_init(&lock, nil)
    var attributes = pthread_condattr_t()
    pthread_condattr_init(&attributes)
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
    pthread_cond_init(&rung, &attributes)
    pthread_condattr_destroy(&attributes)
  }

  deinit {
    pthread_cond_destroy(&rung)
    pthread_mutex_destroy(&lock)
  }

  /// Ends the present wait, or the next one before it starts.
  func ring() {
    pthread_mutex_lock(&lock)
    isRung = true
    pthread_cond_signal(&rung)
    pthread_mutex_unlock(&lock)
  }

  /// Waits until the bell rings or so many seconds have passed.
  func wait(seconds: Double) {
    var until = timespec()
    clock_gettime(CLOCK_MONOTONIC, &until)
    let nanoseconds = Int(until.tv_nsec) + Int(min(seconds, 1e6) * 1e9)
    until.tv_sec += nanoseconds / 1_000_000_000
    until.tv_nsec = nanoseconds % 1_000_000_000
    pthread_mutex_lock(&lock)
    while !isRung, pthread_cond_timedwait(&rung, &lock, &until) == 0 {}
    isRung = false
    pthread_mutex_unlock(&lock)
  }
}
