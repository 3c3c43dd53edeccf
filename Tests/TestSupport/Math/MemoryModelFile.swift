public import NeedletailCore
public import NeedletailMath

/// A model file that was never written: the tensors of a writer, read back.
public struct MemoryModelFile: ModelReader {
  /// The number of users of the data.
  public let userCount: Int
  /// The number of items of the data.
  public let itemCount: Int
  private let tensors: [String: ModelWriter.Tensor]

  /// The tensors that a recommender writes.
  public init(of recommender: any Recommender, userCount: Int = 0) throws {
    var writer = ModelWriter()
    try recommender.write(to: &writer)
    self.init(writer, userCount: userCount, itemCount: recommender.itemCount)
  }

  /// The tensors of a writer.
  public init(_ writer: ModelWriter, userCount: Int, itemCount: Int) {
    tensors = Dictionary(uniqueKeysWithValues: writer.tensors.map { ($0.name, $0.tensor) })
    self.userCount = userCount
    self.itemCount = itemCount
  }

  /// A tensor that is absent or another than the one asked for.
  public struct Mismatch: Error {}

  /// Whether there is a tensor.
  public func contains(_ name: String) -> Bool { tensors[name] != nil }
  /// A tensor of floats.
  public func floats(_ name: String, shape: [Int]) throws -> SharedBuffer<Float> {
    switch tensors[name] {
    case .floats(let buffer, let found) where found == shape: return buffer
    case .generatedFloats(let found, let block, let fill) where found == shape:
      return SharedBuffer(count: shape.reduce(1, *)) { target in
        for first in stride(from: 0, to: target.count, by: block) {
          fill(first, UnsafeMutableBufferPointer(rebasing: target[first..<min(target.count, first + block)]))
        }
      }
    default: throw Mismatch()
    }
  }
  /// A tensor of 32-bit integers.
  public func integers(_ name: String, count: Int?) throws -> SharedBuffer<Int32> {
    guard case .integers(let buffer) = tensors[name] else { throw Mismatch() }
    return buffer
  }
  /// A tensor of 64-bit integers.
  public func longs(_ name: String, count: Int?) throws -> SharedBuffer<Int64> {
    guard case .longs(let buffer) = tensors[name] else { throw Mismatch() }
    return buffer
  }
  /// A tensor of bytes.
  public func bytes(_ name: String, count: Int?) throws -> SharedBuffer<UInt8> {
    guard case .bytes(let buffer) = tensors[name] else { throw Mismatch() }
    return buffer
  }
  /// The error to throw when the content of a tensor is wrong.
  public func fault(_ name: String, _ message: String) -> ModelFileError {
    ModelFileError(file: "memory", part: name, message)
  }
}
