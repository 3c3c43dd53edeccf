public import NeedletailMath

/// Collects the tensors of a model for its file.
public struct ModelWriter {
  /// A tensor to be written.
  public enum Tensor: Sendable {
    /// 32-bit floats with a shape.
    case floats(SharedBuffer<Float>, shape: [Int])
    /// 32-bit floats with a shape that are made while the file is written, so that they need not be in memory at
    /// once: `fill` writes the elements from a number on; it is asked for `block` of them, a positive number, and at
    /// the end for the rest, in order.
    case generatedFloats(
      shape: [Int], block: Int, fill: @Sendable (_ first: Int, UnsafeMutableBufferPointer<Float>) -> Void)
    /// 32-bit integers, one dimension.
    case integers(SharedBuffer<Int32>)
    /// 64-bit integers, one dimension.
    case longs(SharedBuffer<Int64>)
    /// Bytes, one dimension.
    case bytes(SharedBuffer<UInt8>)
  }

  /// The tensors by name, in the order of their addition.
  public private(set) var tensors: [(name: String, tensor: Tensor)] = []

  /// A writer without tensors.
  public init() {}

  /// Adds a tensor.
  ///
  /// - Precondition: the name is new.
  public mutating func add(_ name: String, _ tensor: Tensor) {
    precondition(!tensors.contains { $0.name == name }, "tensor '\(name)' added twice")
    tensors.append((name, tensor))
  }

  /// Adds a matrix of shape rows × columns.
  public mutating func add(_ name: String, _ matrix: Matrix) {
    add(name, .floats(matrix.elements, shape: [matrix.rows, matrix.columns]))
  }

  /// Adds a sparse matrix as `name.offsets`, `name.columns` and, unless all are one, `name.values`.
  public mutating func add(_ name: String, _ matrix: CSRMatrix) {
    add("\(name).offsets", .longs(matrix.rowOffsets))
    add("\(name).columns", .integers(matrix.columnIndices))
    if let values = matrix.values { add("\(name).values", .floats(values, shape: [values.count])) }
  }
}
