import NeedletailMath

/// What the memory can copy: all threads at once, each its own part.
final class Copy {
  private var source: [UInt64]
  private var target: [UInt64]

  init(bytes: Int) {
    source = Array(repeating: 1, count: bytes / 8)
    target = Array(repeating: 2, count: bytes / 8)
  }

  /// Bytes read and written a second.
  func bytesPerSecond(_ pool: WorkerPool) -> Double {
    let (count, part) = (source.count, 1 << 18)
    let time = source.withUnsafeMutableBufferPointer { source in
      target.withUnsafeMutableBufferPointer { target in
        let (source, target) = (SharedPointer(source), SharedPointer(target))
        return EmbeddingSpeed.seconds {
          pool.forEach(count: count / part) {
            (target.base + $0 * part).update(from: source.base + $0 * part, count: part)
          }
        }
      }
    }
    return Double(16 * count) / time
  }
}
