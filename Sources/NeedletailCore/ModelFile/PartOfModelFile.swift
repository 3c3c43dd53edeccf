package import NeedletailMath

/// The tensors of a model file under a prefix: a model within a model.
package struct PartOfModelFile: ModelReader {
  private let file: any ModelReader
  private let prefix: String

  /// The tensors of `file` whose names start with `prefix`, without it.
  package init(_ file: any ModelReader, prefix: String) {
    self.file = file
    self.prefix = prefix
  }

  /// The users of the whole file.
  package var userCount: Int { file.userCount }
  /// The items of the whole file.
  package var itemCount: Int { file.itemCount }

  /// Whether there is a tensor.
  package func contains(_ name: String) -> Bool { file.contains(prefix + name) }
  /// A tensor of floats.
  package func floats(_ name: String, shape: [Int]) throws -> SharedBuffer<Float> {
    try file.floats(prefix + name, shape: shape)
  }
  /// A tensor of 32-bit integers.
  package func integers(_ name: String, count: Int?) throws -> SharedBuffer<Int32> {
    try file.integers(prefix + name, count: count)
  }
  /// A tensor of 64-bit integers.
  package func longs(_ name: String, count: Int?) throws -> SharedBuffer<Int64> {
    try file.longs(prefix + name, count: count)
  }
  /// A tensor of bytes.
  package func bytes(_ name: String, count: Int?) throws -> SharedBuffer<UInt8> {
    try file.bytes(prefix + name, count: count)
  }
  /// The error to throw when the content of a tensor is wrong.
  package func fault(_ name: String, _ message: String) -> ModelFileError {
    file.fault(prefix + name, message)
  }
}
