package import NeedletailMath

/// A `safetensors` file of tensors of any type: what a checkpoint keeps.
package struct TensorArchive: Sendable {
  /// A tensor in a file.
  package struct Entry: Sendable {
    /// The type of its elements.
    package var type: TensorType
    /// The lengths of its dimensions.
    package var shape: [Int]
    /// Its elements, row-major, little-endian.
    package var bytes: SharedBuffer<UInt8>

    /// A tensor.
    package init(type: TensorType, shape: [Int], bytes: SharedBuffer<UInt8>) {
      self.type = type
      self.shape = shape
      self.bytes = bytes
    }
  }

  private let file: TensorFile

  /// Maps a file.
  ///
  /// - Throws: `ModelFileError` when it is none or its sizes do not fit, `FileAccessError`.
  package init(path: String) throws { file = try TensorFile(path: path) }

  /// The names of its tensors, sorted.
  package var names: [String] {
    file.layout.entries.keys.filter { !SafetensorsLayout.isPadding($0) }.sorted()
  }

  /// A tensor; nil when there is none of that name.
  package subscript(name: String) -> Entry? { file.entry(name) }

  /// The error to throw when a tensor is not what it should be.
  package func fault(_ name: String, _ message: String) -> ModelFileError { file.fault(name, message) }

  /// A SHA-256 digest of the file, in hexadecimal.
  package func checksum() -> String {
    var digest = SHA256()
    file.bytes().withUnsafeBufferPointer { digest.update(UnsafeRawBufferPointer($0)) }
    return digest.hexadecimal()
  }

  /// Writes a new file of text beside one of tensors and waits until it is on the disk.
  ///
  /// - Throws: `FileAccessError`.
  package static func write(text: [UInt8], to path: String) throws {
    var file = try FileWriter(creating: path)
    try file.write(text)
    try file.sync()
  }

  /// Writes a new file and waits until it is on the disk.
  ///
  /// - Returns: a SHA-256 digest of the file, in hexadecimal.
  /// - Throws: `FileAccessError`.
  @discardableResult
  package static func write(_ tensors: [(name: String, entry: Entry)], to path: String) throws -> String {
    let layout = try SafetensorsLayout(placing: tensors.map { ($0.name, $0.entry.type, $0.entry.shape) })
    var file = try FileWriter(creating: path)
    try file.write(layout.header())
    for (_, entry) in tensors {
      try entry.bytes.withUnsafeBufferPointer { try file.write(UnsafeRawBufferPointer($0)) }
      try file.pad(after: entry.bytes.count)
    }
    try file.sync()
    return file.digest.hexadecimal()
  }
}
