/// A pointer that the tasks of one parallel loop write through at disjoint places.
///
/// It exists so that each such promise is visible where it is made: whoever creates one promises that no two
/// tasks touch the same element and that the memory outlives the loop.
public struct SharedPointer<Element>: @unchecked Sendable {
  // Sendable by the promise in the type's documentation.
  /// The address of the first element.
  public let base: UnsafeMutablePointer<Element>

  /// Wraps the start of a buffer.
  ///
  /// - Precondition: the buffer is not empty, or never read through the pointer.
  public init(_ buffer: UnsafeMutableBufferPointer<Element>) {
    base = buffer.baseAddress ?? UnsafeMutablePointer(bitPattern: MemoryLayout<Element>.alignment)!
  }

  /// Wraps a pointer.
  public init(_ base: UnsafeMutablePointer<Element>) { self.base = base }

  /// One element.
  public subscript(index: Int) -> Element {
    get { base[index] }
    nonmutating set { base[index] = newValue }
  }
}
