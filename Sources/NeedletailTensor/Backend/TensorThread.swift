import CTorch
import Glibc

/// The one thread that all tensor work of a process runs on.
///
/// LibTorch keeps its modes, its random numbers and its own threads by calling thread, and tensors are not safe to share:
/// so there is one thread for them, never across `await`, and what leaves it is plain values.
///
/// ```swift
/// let sums = try TensorThread.run { try (Tensor([1, 2]) + Tensor([3, 4])).elements(Float.self) }
/// ```
public enum TensorThread {
  /// Runs tensor work and waits for its end.
  ///
  /// Work that is asked for on the thread itself runs at once, as a part of what is running.
  /// - Throws: `TensorBackendError` when LibTorch is not there, `TensorError` when memory or a device failed on the
  ///   way, and what the body throws.
  public static func run<Result: Sendable>(_ body: @Sendable () throws -> Result) throws -> Result {
    _ = try TensorBackend.shared()
    if isCurrent { return try step(body) }
    return try withoutActuallyEscaping(body) { body in
      let job = Job { try step(body) }
      queue.run(job)
      return try job.outcome!.get()
    }
  }

  /// Runs tensor work on the tensor thread itself.
  ///
  /// - Throws: the failure of memory or device that happened in the body, else what the body throws.
  public static func step<Result>(_ body: () throws -> Result) throws -> Result {
    requireCurrent()
    let outcome = Swift.Result { try body() }
    try throwFailure()
    return try outcome.get()
  }

  /// Throws the failure of memory or device that happened since it was last asked for.
  static func throwFailure() throws(TensorError) {
    guard let error = failure else { return }
    failure = nil
    throw error
  }

  /// The first failure of the running step; operators do nothing while there is one. Read and written on the tensor
  /// thread only.
  nonisolated(unsafe) static var failure: TensorError?

  /// Whether the calling thread is the tensor thread.
  public static var isCurrent: Bool { pthread_equal(pthread_self(), queue.thread) != 0 }

  /// Stops a program that uses tensors elsewhere.
  @inline(__always)
  static func requireCurrent() {
    if !isCurrent { fatalError("tensors are used on the tensor thread only: TensorThread.run { … }") }
  }

  private static let queue = TensorQueue()

  /// A piece of work and what became of it.
  private final class Job<Result>: TensorJob {
    private let body: () throws -> Result
    private(set) var outcome: Swift.Result<Result, any Error>?

    init(_ body: @escaping () throws -> Result) { self.body = body }

    override func work() { outcome = Swift.Result { try body() } }
  }
}
