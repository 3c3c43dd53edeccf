import NeedletailMath
import Synchronization

/// Scratch memory that the tasks of a loop borrow, one buffer a running thread: fresh megabytes for every task
/// would be page faults.
final class ScratchPool: Sendable {
  private let count: Int
  private let free = Mutex<[SharedBuffer<Float>]>([])

  /// Buffers of `count` floats.
  init(count: Int) { self.count = count }

  /// Runs the closure with a buffer of which nothing is known, aligned to 64 bytes.
  func withScratch<Result>(_ body: (UnsafeMutablePointer<Float>) throws -> Result) rethrows -> Result {
    var buffer = free.withLock { $0.popLast() } ?? SharedBuffer(zeros: max(count, 1))
    let result = try buffer.withUnsafeMutableBufferPointer { try body($0.baseAddress!) }
    free.withLock { $0.append(buffer) }
    return result
  }
}
