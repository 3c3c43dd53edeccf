import NeedletailMath

extension FieldEntries {
  /// Where the columns of entries lie, for loops over them.
  struct Pointers: Sendable {
    let count: Int
    let fieldCount: Int
    let isPlain: Bool
    let hasCrosses: Bool
    let starts: SharedPointer<Int32>
    let values: SharedPointer<Float>
    let crossStarts: SharedPointer<Int32>
    let crossValues: SharedPointer<Float>

    /// The entries of a field of an example.
    func ofSlot(_ slot: Int) -> Range<Int> {
      Range(uncheckedBounds: (Int(starts[slot]), Int(starts[slot + 1])))
    }

    /// All entries of an example.
    func ofExample(_ example: Int) -> Range<Int> {
      Range(
        uncheckedBounds: (Int(starts[example * fieldCount]), Int(starts[(example + 1) * fieldCount])))
    }

    /// The crosses of an example.
    func crosses(_ example: Int) -> Range<Int> {
      guard hasCrosses else { return 0..<0 }
      return Range(uncheckedBounds: (Int(crossStarts[example]), Int(crossStarts[example + 1])))
    }
  }

  /// Calls the closure with pointers that only read.
  func withPointers<Result>(_ body: (Pointers) throws -> Result) rethrows -> Result {
    func pointer<T>(_ column: UnsafeBufferPointer<T>) -> SharedPointer<T> {
      SharedPointer(UnsafeMutableBufferPointer(mutating: column))
    }
    return try starts.withUnsafeBufferPointer { starts in
      try values.withUnsafeBufferPointer { values in
        try crossStarts.withUnsafeBufferPointer { crossStarts in
          try crossValues.withUnsafeBufferPointer { crossValues in
            try body(
              Pointers(
                count: count, fieldCount: fieldCount, isPlain: isPlain, hasCrosses: crossStarts.count > 1,
                starts: pointer(starts), values: pointer(values), crossStarts: pointer(crossStarts),
                crossValues: pointer(crossValues)))
          }
        }
      }
    }
  }
}
