public import NeedletailMath

/// The threads and the memory that softmax losses work with, kept from one step to the next.
///
/// The memory grows to what the largest batch needs and is given back with the workspace. One thread at a time may
/// use a workspace.
public final class SoftmaxWorkspace {
  /// The threads of the loops.
  public let pool: WorkerPool
  private var memory = SharedBuffer<Float>(zeros: 0)

  /// A workspace without memory.
  public init(pool: WorkerPool) { self.pool = pool }

  /// The bytes held now.
  public var bytes: Int { memory.count * MemoryLayout<Float>.stride }

  /// Calls the closure with at least `count` floats of any content, aligned to 64 bytes.
  func withFloats<Result>(
    _ count: Int, _ body: (UnsafeMutablePointer<Float>) throws -> Result
  ) rethrows -> Result {
    if memory.count < count {
      memory = SharedBuffer(zeros: 0)
      memory = SharedBuffer(count: count) { _ in }
    }
    return try memory.withUnsafeMutableBufferPointer { try body(SharedPointer($0).base) }
  }
}
