import Glibc

/// Memory in pages of two megabytes where the system has them: taking the first fault of each small page costs
/// more than parsing what goes there.
enum HugePages {
  private static let size = 1 << 21

  /// Memory of at least a size; freed by `deallocate`.
  static func allocate(_ bytes: Int) -> UnsafeMutableRawPointer {
    guard bytes >= size else { return .allocate(byteCount: max(bytes, 1), alignment: 64) }
    let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: size)
    advise(UnsafeMutableRawBufferPointer(start: memory, count: bytes))
    // What is left is less than a large page: all its small ones in one call instead of one fault each.
    let rest = bytes & (size - 1)
    if rest > 0 { madvise(memory + (bytes - rest), rest, MADV_POPULATE_WRITE) }
    return memory
  }

  /// Asks for large pages within memory that is about to be written.
  static func advise(_ memory: UnsafeMutableRawBufferPointer) {
    guard let base = memory.baseAddress else { return }
    let start = UInt(bitPattern: base)
    let first = (start + UInt(size) - 1) & ~UInt(size - 1)
    let end = (start + UInt(memory.count)) & ~UInt(size - 1)
    guard end > first, let address = UnsafeMutableRawPointer(bitPattern: first) else { return }
    madvise(address, Int(end - first), MADV_HUGEPAGE)
  }
}
