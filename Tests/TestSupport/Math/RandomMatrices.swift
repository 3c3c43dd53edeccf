public import NeedletailMath

extension Matrix {
  /// A matrix of numbers uniform in [−1, 1).
  public static func uniform(rows: Int, columns: Int, seed: UInt64) -> Matrix {
    var stream = RandomStream(seed: seed)
    return Matrix(
      rows: rows, columns: columns,
      elements: SharedBuffer((0..<rows * columns).map { _ in stream.uniformFloat() * 2 - 1 }))
  }

  /// A matrix of small whole numbers, so that many products tie.
  public static func smallIntegers(rows: Int, columns: Int, seed: UInt64) -> Matrix {
    var stream = RandomStream(seed: seed)
    return Matrix(
      rows: rows, columns: columns,
      elements: SharedBuffer((0..<rows * columns).map { _ in Float(stream.index(below: 5)) - 2 }))
  }

  /// The bits of every element, for comparisons that tell −0 from +0.
  public var bitPatterns: [UInt32] { elements.array.map(\.bitPattern) }
}
