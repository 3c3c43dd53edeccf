import CKernels
import Glibc
import Synchronization

/// A fixed set of threads that runs the iterations of a loop side by side.
///
/// Iterations are handed out one at a time in ascending order, whichever thread is free takes the next: the
/// order of completion varies, so iterations must write to disjoint places, and whatever they sum must be
/// combined afterwards in a fixed order. Then results do not depend on the number of threads. An iteration
/// should be worth 100 µs or more.
///
/// ```swift
/// let pool = WorkerPool(threads: 2)
/// try pool.forEach(count: rows) { row in … }
/// ```
///
/// A loop started from inside an iteration of the same pool runs on the calling thread.
public final class WorkerPool: Sendable {
  /// How many threads take part in a loop, the calling thread included.
  public let threads: Int
  private let shared = Shared()

  /// A pool of `threads` threads, one of which is the caller's.
  ///
  /// - Precondition: `threads` is at least 1.
  public init(threads: Int = WorkerPool.processorCount) {
    precondition(threads >= 1, "a pool of \(threads) threads")
    self.threads = threads
    for _ in 1..<threads { Self.start(shared) }
  }

  deinit { shared.shutDown() }

  /// The number of processors that this process may run on.
  public static var processorCount: Int { Int(needletail_available_processors()) }

  /// Runs `body` once for each index in `0..<count`.
  ///
  /// - Parameters:
  ///   - count: how many iterations; none is fine.
  ///   - cancellation: looked at before each iteration.
  ///   - body: one iteration; it may run on any thread of the pool.
  /// - Throws: the error of the lowest-numbered iteration that threw (iterations not yet started are then
  ///   dropped), or `CancelledError`.
  public func forEach(
    count: Int, cancellation: Cancellation? = nil, _ body: @Sendable (Int) throws -> Void
  ) throws {
    guard count > 0 else { return }
    if threads == 1 || count == 1 || Self.isWorking {
      for index in 0..<count {
        try cancellation?.check()
        try body(index)
      }
      return
    }
    try withoutActuallyEscaping(body) { body in
      let loop = Loop(count: count, cancellation: cancellation, body: body)
      shared.run(loop)
      try loop.rethrow()
    }
  }

  /// Runs a loop that cannot fail.
  public func forEach(count: Int, _ body: @Sendable (Int) -> Void) {
    let throwing: @Sendable (Int) throws -> Void = { body($0) }
    // The only errors are those of the body and of a cancellation, and there is neither.
    // swift-format-ignore: NeverUseForceTry
    try! forEach(count: count, cancellation: nil, throwing)
  }

  /// Whether the calling thread is running an iteration of some pool.
  private static var isWorking: Bool { pthread_getspecific(workingKey) != nil }
  private static func setWorking(_ working: Bool) {
    pthread_setspecific(workingKey, working ? UnsafeRawPointer(bitPattern: 1) : nil)
  }
  private static let workingKey: pthread_key_t = {
    var key = pthread_key_t()
    pthread_key_create(&key, nil)
    return key
  }()

  /// One loop: its counter, its body and the first error.
  private final class Loop: Sendable {
    let count: Int
    let cancellation: Cancellation?
    let body: @Sendable (Int) throws -> Void
    private let next = Atomic<Int>(0)
    private let failure = Mutex<(index: Int, error: any Error)?>(nil)

    init(count: Int, cancellation: Cancellation?, body: @escaping @Sendable (Int) throws -> Void) {
      self.count = count
      self.cancellation = cancellation
      self.body = body
    }

    /// Takes iterations until none is left.
    func work() {
      WorkerPool.setWorking(true)
      defer { WorkerPool.setWorking(false) }
      while true {
        let index = next.add(1, ordering: .relaxed).oldValue
        guard index < count else { return }
        do {
          try cancellation?.check()
          try body(index)
        } catch {
          failure.withLock { if index < ($0?.index ?? .max) { $0 = (index, error) } }
          next.store(count, ordering: .relaxed)
        }
      }
    }

    func rethrow() throws { if let failure = failure.withLock({ $0 }) { throw failure.error } }
  }

  /// What the threads share: the present loop, and who is still in it.
  private final class Shared: @unchecked Sendable {
    // Every field is read and written under `lock`.
    private var lock = pthread_mutex_t()
    private var wake = pthread_cond_t()
    private var idle = pthread_cond_t()
    private var loop: Loop?
    private var generation = 0
    private var inside = 0
    private var stopped = false
    /// One loop at a time; a second caller waits for the first to end.
    private var turn = pthread_mutex_t()

    init() {
      pthread_mutex_init(&lock, nil)
      pthread_mutex_init(&turn, nil)
      pthread_cond_init(&wake, nil)
      pthread_cond_init(&idle, nil)
    }

    deinit {
      pthread_cond_destroy(&idle)
      pthread_cond_destroy(&wake)
      pthread_mutex_destroy(&turn)
      pthread_mutex_destroy(&lock)
    }

    func run(_ loop: Loop) {
      pthread_mutex_lock(&turn)
      defer { pthread_mutex_unlock(&turn) }
      pthread_mutex_lock(&lock)
      self.loop = loop
      generation += 1
      pthread_cond_broadcast(&wake)
      pthread_mutex_unlock(&lock)
      loop.work()
      pthread_mutex_lock(&lock)
      self.loop = nil
      while inside > 0 { pthread_cond_wait(&idle, &lock) }
      pthread_mutex_unlock(&lock)
    }

    func serve() {
      var seen = 0
      pthread_mutex_lock(&lock)
      while !stopped {
        guard let present = loop, generation != seen else {
          pthread_cond_wait(&wake, &lock)
          continue
        }
        seen = generation
        inside += 1
        pthread_mutex_unlock(&lock)
        present.work()
        pthread_mutex_lock(&lock)
        inside -= 1
        if inside == 0 { pthread_cond_signal(&idle) }
      }
      pthread_mutex_unlock(&lock)
    }

    func shutDown() {
      pthread_mutex_lock(&lock)
      stopped = true
      pthread_cond_broadcast(&wake)
      pthread_mutex_unlock(&lock)
    }
  }

  private static func start(_ shared: Shared) {
    var thread = pthread_t()
    let argument = Unmanaged.passRetained(shared).toOpaque()
    let status = pthread_create(
      &thread, nil,
      { argument in
        Unmanaged<Shared>.fromOpaque(argument!).takeRetainedValue().serve()
        return nil
      }, argument)
    precondition(status == 0, "cannot start a thread: \(String(cString: strerror(status)))")
    pthread_detach(thread)
  }
}
