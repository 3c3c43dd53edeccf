public import NeedletailMath

/// The tensors of a model file, mapped; sizes were checked against the file before anything is handed out.
public protocol ModelReader: Sendable {
  /// The number of users of the data that the model was fitted on.
  var userCount: Int { get }
  /// The number of items of the model's vocabulary.
  var itemCount: Int { get }

  /// Whether the file holds a tensor.
  func contains(_ name: String) -> Bool
  /// A tensor of floats of any shape, flattened.
  ///
  /// - Throws: `ModelFileError` when it is absent, of another type, or its shape is not the expected one.
  func floats(_ name: String, shape: [Int]) throws -> SharedBuffer<Float>
  /// A tensor of 32-bit integers; `count` nil accepts any length.
  func integers(_ name: String, count: Int?) throws -> SharedBuffer<Int32>
  /// A tensor of 64-bit integers.
  func longs(_ name: String, count: Int?) throws -> SharedBuffer<Int64>
  /// A tensor of bytes.
  func bytes(_ name: String, count: Int?) throws -> SharedBuffer<UInt8>
  /// The error to throw when the content of a tensor is wrong.
  func fault(_ name: String, _ message: String) -> ModelFileError
}
