import Glibc

/// A fixed-length buffer of plain values that is either owned or a window of a mapped file.
///
/// Copies share the memory; a mutation first makes the memory unique (copy on write), so values behave like
/// arrays. Unlike an array it is aligned to 64 bytes, opens from a file without reading it, and holds more
/// than 2³¹ elements without fuss.
public struct SharedBuffer<Element: BitwiseCopyable & Sendable>: Sendable {
  private var storage: Storage
  /// The number of elements.
  public let count: Int

  /// The owner of the memory.
  private final class Storage: @unchecked Sendable {
    // Safe to share: written only while uniquely referenced, through `withUnsafeMutableBufferPointer`.
    let base: UnsafeMutableRawPointer?
    let file: MappedFile?

    init(bytes: Int) {
      // Big buffers ask for huge pages: walking down a column of a large matrix otherwise misses the
      // translation buffer at every step.
      let alignment = bytes >= 8 << 20 ? 2 << 20 : 64
      base = bytes == 0 ? nil : aligned_alloc(alignment, (bytes + 63) / 64 * 64)
      precondition(bytes == 0 || base != nil, "out of memory: \(bytes) bytes")
      if alignment > 64 { madvise(base, bytes, MADV_HUGEPAGE) }
      file = nil
    }

    init(file: MappedFile, offset: Int) {
      base = file.bytes.base.baseAddress.map { UnsafeMutableRawPointer(mutating: $0 + offset) }
      self.file = file
    }

    deinit { if file == nil { free(base) } }
  }

  /// A buffer whose elements the closure writes; it must write all of them.
  public init(
    count: Int, initializingWith body: (UnsafeMutableBufferPointer<Element>) throws -> Void
  ) rethrows {
    precondition(count >= 0, "a buffer of \(count) elements")
    self.count = count
    storage = Storage(bytes: count * MemoryLayout<Element>.stride)
    let start = storage.base?.bindMemory(to: Element.self, capacity: count)
    try body(UnsafeMutableBufferPointer(start: start, count: count))
  }

  /// A buffer of equal elements.
  public init(repeating value: Element, count: Int) {
    self.init(count: count) { $0.initialize(repeating: value) }
  }

  /// A buffer with the elements of an array.
  public init(_ elements: some Collection<Element>) {
    self.init(count: elements.count) { _ = $0.initialize(fromContentsOf: elements) }
  }

  /// A window of a mapped file.
  ///
  /// - Parameters:
  ///   - file: the mapping, kept alive by the buffer.
  ///   - byteOffset: where the elements start; a multiple of the element's alignment.
  ///   - count: the number of elements.
  /// - Returns: nil when the window does not fit in the file or is misaligned.
  public init?(mapping file: MappedFile, byteOffset: Int, count: Int) {
    let (bytes, overflow) = count.multipliedReportingOverflow(by: MemoryLayout<Element>.stride)
    guard count >= 0, !overflow, byteOffset >= 0, bytes <= file.count - byteOffset,
      byteOffset % MemoryLayout<Element>.alignment == 0
    else { return nil }
    self.count = count
    storage = Storage(file: file, offset: byteOffset)
  }

  private var base: UnsafePointer<Element>? {
    storage.base.map { UnsafePointer($0.assumingMemoryBound(to: Element.self)) }
  }

  /// The elements.
  public var span: Span<Element> {
    @_lifetime(borrow self)
    get {
      let span = Span(_unsafeStart: base ?? Self.nowhere, count: count)
      return _overrideLifetime(span, borrowing: self)
    }
  }

  /// A valid pointer for spans of no elements.
  private static var nowhere: UnsafePointer<Element> {
    UnsafePointer(bitPattern: MemoryLayout<Element>.alignment)!
  }

  /// One element; loops should go through `span`.
  public subscript(index: Int) -> Element {
    precondition(index >= 0 && index < count, "element \(index) of \(count)")
    return base![index]
  }

  /// Calls the closure with a pointer to the elements, for kernels in C.
  public func withUnsafeBufferPointer<Result>(
    _ body: (UnsafeBufferPointer<Element>) throws -> Result
  ) rethrows -> Result {
    try withExtendedLifetime(storage) {
      try body(UnsafeBufferPointer(start: base, count: count))
    }
  }

  /// Calls the closure with a pointer to write through, after making the memory unique.
  ///
  /// - Complexity: O(1) when the buffer is the only owner of its memory, else a copy.
  public mutating func withUnsafeMutableBufferPointer<Result>(
    _ body: (UnsafeMutableBufferPointer<Element>) throws -> Result
  ) rethrows -> Result {
    if storage.file != nil || !isKnownUniquelyReferenced(&storage) {
      let copy = Storage(bytes: count * MemoryLayout<Element>.stride)
      if count > 0 { memcpy(copy.base!, storage.base!, count * MemoryLayout<Element>.stride) }
      storage = copy
    }
    let start = storage.base?.assumingMemoryBound(to: Element.self)
    return try withExtendedLifetime(storage) {
      try body(UnsafeMutableBufferPointer(start: start, count: count))
    }
  }

  /// A copy as an array.
  public var array: [Element] { withUnsafeBufferPointer { Array($0) } }
}

extension SharedBuffer where Element: AdditiveArithmetic {
  /// A buffer of zeros.
  ///
  /// - Complexity: the pages are touched once, here.
  public init(zeros count: Int) { self.init(repeating: .zero, count: count) }
}

extension SharedBuffer: Equatable where Element: Equatable {
  /// Whether both hold equal elements in the same order.
  public static func == (left: Self, right: Self) -> Bool {
    left.count == right.count
      && left.withUnsafeBufferPointer { a in
        right.withUnsafeBufferPointer { b in a.elementsEqual(b) }
      }
  }
}
