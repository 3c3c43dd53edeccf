import Glibc
import NeedletailMath

/// A piece of work for the tensor thread.
class TensorJob {
  fileprivate var isDone = false

  /// Does the work.
  func work() {}
}

/// Hands work to one thread, a piece at a time, and waits for it.
final class TensorQueue: @unchecked Sendable {
  // Every variable is read and written under `lock`, but for `thread`, which is set before the initialiser returns
  // and constant from then on.
  private var lock = pthread_mutex_t()
  private var changed = pthread_cond_t()
  private var jobs: [TensorJob] = []
  private(set) var thread = pthread_t()
  private var hasStarted = false

  /// Starts the thread, which lives as long as the process.
  init() {
    pthread_mutex_init(&lock, nil)
    pthread_cond_init(&changed, nil)
    _ = JoinableThread { [unowned self] in serve() }
    pthread_mutex_lock(&lock)
    while !hasStarted { pthread_cond_wait(&changed, &lock) }
    pthread_mutex_unlock(&lock)
  }

  /// Runs a job on the thread and returns when it is done.
  func run(_ job: TensorJob) {
    pthread_mutex_lock(&lock)
    jobs.append(job)
    pthread_cond_broadcast(&changed)
    while !job.isDone { pthread_cond_wait(&changed, &lock) }
    pthread_mutex_unlock(&lock)
  }

  private func serve() {
    pthread_mutex_lock(&lock)
    thread = pthread_self()
    hasStarted = true
    pthread_cond_broadcast(&changed)
    while true {
      guard !jobs.isEmpty else {
        pthread_cond_wait(&changed, &lock)
        continue
      }
      let job = jobs.removeFirst()
      pthread_mutex_unlock(&lock)
      job.work()
      pthread_mutex_lock(&lock)
      job.isDone = true
      pthread_cond_broadcast(&changed)
    }
  }
}
