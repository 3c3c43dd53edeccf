import NeedletailMath

/// A `safetensors` file, mapped; the layout was checked against the file's size.
struct TensorFile: Sendable {
  let path: String
  let layout: SafetensorsLayout
  private let mapping: MappedFile

  /// Maps a file and checks its header.
  ///
  /// - Throws: `ModelFileError`, `FileAccessError`.
  init(path: String) throws {
    self.path = path
    mapping = try MappedFile(path: path)
    layout = try SafetensorsLayout(fileLength: mapping.count, file: path, bytes: mapping.copyBytes)
  }

  /// All bytes of the file.
  func bytes() -> SharedBuffer<UInt8> {
    SharedBuffer(mapping: mapping, byteOffset: 0, count: mapping.count)!
  }

  func contains(_ name: String) -> Bool { layout.entries[name] != nil }

  /// The elements of a tensor.
  ///
  /// - Parameter shape: what its shape must be; nil accepts any length of one dimension.
  func elements<Element>(_ name: String, _ type: TensorType, shape: [Int]?) throws(ModelFileError)
    -> SharedBuffer<Element>
  {
    guard let entry = layout.entries[name] else { throw fault(name, "expected a tensor, found none") }
    guard entry.type == type else {
      throw fault(name, "expected elements of type \(type.rawValue), found \(entry.type.rawValue)")
    }
    guard shape.map({ $0 == entry.shape }) ?? (entry.shape.count == 1) else {
      throw fault(
        name, "expected \(shape.map { "shape \($0)" } ?? "one dimension"), found shape \(entry.shape)")
    }
    let count = (entry.offsets[1] - entry.offsets[0]) / type.stride
    guard
      let buffer = SharedBuffer<Element>(
        mapping: mapping, byteOffset: layout.headerLength + entry.offsets[0], count: count)
    else { throw fault(name, "expected \(count) elements in the file") }
    return buffer
  }

  /// A tensor of any type and shape; nil when there is none of that name.
  func entry(_ name: String) -> TensorArchive.Entry? {
    guard let entry = layout.entries[name],
      let bytes = SharedBuffer<UInt8>(
        mapping: mapping, byteOffset: layout.headerLength + entry.offsets[0],
        count: entry.offsets[1] - entry.offsets[0])
    else { return nil }
    return TensorArchive.Entry(type: entry.type, shape: entry.shape, bytes: bytes)
  }

  /// An error about a tensor of this file.
  func fault(_ name: String, _ message: String) -> ModelFileError {
    ModelFileError(file: path, part: "tensor '\(name)'", message)
  }
}

/// The tensors of one part of a file: those whose names begin with a prefix, under their names without it.
struct TensorGroup: ModelReader {
  let file: TensorFile
  let prefix: String
  let userCount: Int
  let itemCount: Int

  func contains(_ name: String) -> Bool { file.contains(prefix + name) }

  func floats(_ name: String, shape: [Int]) throws -> SharedBuffer<Float> {
    try file.elements(prefix + name, .float32, shape: shape)
  }

  func integers(_ name: String, count: Int?) throws -> SharedBuffer<Int32> {
    try file.elements(prefix + name, .int32, shape: count.map { [$0] })
  }

  func longs(_ name: String, count: Int?) throws -> SharedBuffer<Int64> {
    try file.elements(prefix + name, .int64, shape: count.map { [$0] })
  }

  func bytes(_ name: String, count: Int?) throws -> SharedBuffer<UInt8> {
    try file.elements(prefix + name, .uint8, shape: count.map { [$0] })
  }

  func fault(_ name: String, _ message: String) -> ModelFileError { file.fault(prefix + name, message) }
}
