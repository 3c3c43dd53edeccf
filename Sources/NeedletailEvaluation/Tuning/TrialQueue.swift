import Glibc
import NeedletailMath

/// Runs numbered jobs side by side, in order, while the memory that they say they need fits a budget.
///
/// Job n starts after job n − 1 has started, as soon as a worker is free and the running jobs leave it room; a
/// job that needs more than the budget runs alone. Results are handed on one at a time in the order of the
/// numbers, whichever ends first.
final class TrialQueue<Result: Sendable>: @unchecked Sendable {
  // Every variable is read and written under `lock`.
  private var lock = pthread_mutex_t()
  private var changed = pthread_cond_t()
  private var next = 0
  private var used = 0
  private var running = 0
  private var results: [Int: Result] = [:]
  private var delivered = 0
  private var failure: (any Error)?

  private let sizes: [Int]
  private let capacity: Int
  private let job: @Sendable (_ number: Int, _ worker: Int) throws -> Result
  private let deliver: (Result) throws -> Void

  private init(
    sizes: [Int], capacity: Int, job: @escaping @Sendable (Int, Int) throws -> Result,
    deliver: @escaping (Result) throws -> Void
  ) {
    self.sizes = sizes
    self.capacity = capacity
    self.job = job
    self.deliver = deliver
    pthread_mutex_init(&lock, nil)
    pthread_cond_init(&changed, nil)
  }

  deinit {
    pthread_cond_destroy(&changed)
    pthread_mutex_destroy(&lock)
  }

  /// Runs as many jobs as there are sizes.
  ///
  /// - Parameters:
  ///   - sizes: the bytes that each job needs.
  ///   - capacity: the bytes that running jobs may need together.
  ///   - workers: how many jobs may run at once.
  ///   - job: a job, on the worker of a number below `workers`.
  ///   - deliver: takes the results in order; never called twice at once.
  /// - Throws: the first error of a job or of a delivery, after all running jobs have ended; results of jobs
  ///   before the first one that failed are delivered.
  static func run(
    sizes: [Int], capacity: Int, workers: Int, job: @escaping @Sendable (Int, Int) throws -> Result,
    deliver: (Result) throws -> Void
  ) throws {
    try withoutActuallyEscaping(deliver) { deliver in
      let queue = TrialQueue(sizes: sizes, capacity: capacity, job: job, deliver: deliver)
      let threads = (1..<max(1, min(workers, sizes.count))).map { worker in
        JoinableThread { queue.work(worker) }
      }
      queue.work(0)
      for thread in threads { thread.join() }
      if let failure = queue.failure { throw failure }
    }
  }

  private func work(_ worker: Int) {
    pthread_mutex_lock(&lock)
    defer { pthread_mutex_unlock(&lock) }
    while failure == nil, next < sizes.count {
      guard running == 0 || used + sizes[next] <= capacity else {
        pthread_cond_wait(&changed, &lock)
        continue
      }
      let number = next
      next += 1
      running += 1
      used += sizes[number]
      pthread_mutex_unlock(&lock)
      let outcome = Swift.Result { try job(number, worker) }
      pthread_mutex_lock(&lock)
      running -= 1
      used -= sizes[number]
      finish(number, outcome)
      pthread_cond_broadcast(&changed)
    }
  }

  /// Takes a result, and hands on all that are due.
  private func finish(_ number: Int, _ outcome: Swift.Result<Result, any Error>) {
    do {
      results[number] = try outcome.get()
      while let due = results.removeValue(forKey: delivered) {
        try deliver(due)
        delivered += 1
      }
    } catch {
      failure = failure ?? error
    }
  }
}
