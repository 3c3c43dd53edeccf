import CKernels
import FoundationEssentials
public import NeedletailCore
import NeedletailMath

extension EmbeddingTable {
  /// What a saved table says of itself.
  struct Description: Codable {
    var format = 1
    var configuration: Configuration
    var rows: Int
    var step: Int
  }

  /// Adds the table to a model's file under a name: `name.description` in JSON, `name.weights` of rows × dimension
  /// and, with the state, a tensor for each kind of number that the optimiser keeps.
  ///
  /// The numbers are taken when the file is written, block by block, so the table must not change before, and a
  /// table larger than memory can be written.
  /// - Parameter includesState: whether training can go on from it; a model that only answers needs the weights.
  public func write(to writer: inout ModelWriter, as name: String, includesState: Bool = true) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let description = Description(configuration: configuration, rows: rows, step: step)
    writer.add("\(name).description", .bytes(SharedBuffer([UInt8](try encoder.encode(description)))))
    for plane in includesState ? layout.planes[...] : layout.planes.prefix(1) {
      let reader = PlaneReader(storage: storage, stride: layout.stride, plane: plane)
      if plane.isInteger {
        writer.add("\(name).\(plane.name)", .integers(reader.integers(rows)))
      } else {
        writer.add(
          "\(name).\(plane.name)",
          .generatedFloats(shape: [rows, plane.width], block: (1 << 18) / plane.width * plane.width) {
            first, target in
            reader.copy(from: first / plane.width, to: target)
          })
      }
    }
  }

  /// Saves the table with its state as one `safetensors` file, written aside, synced and renamed.
  ///
  /// A table made from it goes on to the same bits.
  public func save(to path: String) throws {
    var writer = ModelWriter()
    try write(to: &writer, as: Self.savedName)
    try writer.save(toFile: path)
  }

  /// The name of the table in a file of its own.
  static let savedName = "table"
}

/// Reads one kind of number of consecutive rows; the table must not change meanwhile.
private struct PlaneReader: Sendable {
  let storage: RecordStorage
  let stride: Int
  let plane: RecordLayout.Plane

  func copy(from row: Int, to target: UnsafeMutableBufferPointer<Float>) {
    let (rows, bytes) = (target.count / plane.width, stride * MemoryLayout<Float>.stride)
    storage.prepare(bytes: row * bytes..<(row + rows) * bytes)
    var table = needletail_embedding_rows(
      records: storage.records + row * stride + plane.offset, stride: stride, dimension: plane.width)
    needletail_embedding_gather(&table, nil, rows, target.baseAddress)
  }

  func integers(_ rows: Int) -> SharedBuffer<Int32> {
    SharedBuffer(count: rows) { target in
      let source = UnsafeRawPointer(storage.records)
      for row in 0..<rows {
        target[row] = source.load(
          fromByteOffset: (row * stride + plane.offset) * MemoryLayout<Float>.stride, as: Int32.self)
      }
    }
  }
}
