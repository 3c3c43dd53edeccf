/// Numbers in the memory of the host that tensors share and one batch after the other is put into.
package final class HostNumbers {
  /// How many numbers there are.
  package private(set) var count: Int
  private var base: UnsafeMutablePointer<Float>
  private var capacity: Int

  /// Zeros.
  package init(count: Int = 0) {
    (self.count, capacity) = (count, count)
    base = Self.allocated(count)
    base.initialize(repeating: 0, count: count)
  }

  /// A copy of some numbers.
  package convenience init(_ numbers: [Float]) {
    self.init(count: numbers.count)
    _ = memory.update(fromContentsOf: numbers)
  }

  deinit { base.deallocate() }

  /// The numbers; tensors over them are gone before the count changes.
  package var memory: UnsafeMutableBufferPointer<Float> { .init(start: base, count: count) }

  /// A copy as an array.
  package var array: [Float] { Array(memory) }

  /// Makes room for another count; what the memory holds then is left open.
  package func resize(_ count: Int) {
    if count > capacity {
      base.deallocate()
      base = Self.allocated(count)
      base.initialize(repeating: 0, count: count)
      capacity = count
    }
    self.count = count
  }

  /// Aligned to a line of the cache.
  private static func allocated(_ count: Int) -> UnsafeMutablePointer<Float> {
    UnsafeMutableRawBufferPointer.allocate(byteCount: count * 4, alignment: 64).bindMemory(to: Float.self)
      .baseAddress ?? UnsafeMutablePointer.allocate(capacity: 0)
  }
}
