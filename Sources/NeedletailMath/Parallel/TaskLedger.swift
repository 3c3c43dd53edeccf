import Glibc

/// Which tasks of a numbered list are done, for tasks that wait for others.
///
/// `WorkerPool` hands out iterations in ascending order, so a task may wait for tasks with lower numbers: they
/// are done or somebody is working on them. A failure releases all who wait.
final class TaskLedger: @unchecked Sendable {
  // Every field is read and written under `lock`.
  private var lock = pthread_mutex_t()
  private var changed = pthread_cond_t()
  private var done: [Bool]
  private var prefix = 0
  private var failure: (any Error)?
  private let cancellation: Cancellation?

  /// A list of `count` tasks, none done.
  init(count: Int, cancellation: Cancellation?) {
    done = Array(repeating: false, count: count)
    self.cancellation = cancellation
    pthread_mutex_init(&lock, nil)
    pthread_cond_init(&changed, nil)
  }

  deinit {
    pthread_cond_destroy(&changed)
    pthread_mutex_destroy(&lock)
  }

  /// Runs a task and records its end.
  ///
  /// - Throws: the task's error, or `CancelledError`; all who wait then throw the same.
  func run(_ task: Int, _ body: () throws -> Void) throws {
    do {
      try cancellation?.check()
      try body()
    } catch {
      change { failure = failure ?? error }
      throw error
    }
    change {
      done[task] = true
      while prefix < done.count, done[prefix] { prefix += 1 }
    }
  }

  /// Waits until a task is done.
  func wait(for task: Int) throws { try wait { done[task] } }

  /// Waits until all tasks with lower numbers are done.
  func wait(before task: Int) throws { try wait { prefix >= task } }

  private func change(_ body: () -> Void) {
    pthread_mutex_lock(&lock)
    body()
    pthread_cond_broadcast(&changed)
    pthread_mutex_unlock(&lock)
  }

  private func wait(until condition: () -> Bool) throws {
    pthread_mutex_lock(&lock)
    defer { pthread_mutex_unlock(&lock) }
    while !condition() {
      if let failure { throw failure }
      pthread_cond_wait(&changed, &lock)
    }
  }
}
