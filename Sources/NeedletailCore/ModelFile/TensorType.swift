import NeedletailMath

/// The types of elements that model files hold, with their names in the `safetensors` format.
enum TensorType: String, Codable, Sendable {
  case float32 = "F32"
  case int32 = "I32"
  case int64 = "I64"
  case uint8 = "U8"

  /// Bytes of one element.
  var stride: Int {
    switch self {
    case .float32, .int32: 4
    case .int64: 8
    case .uint8: 1
    }
  }
}

extension ModelWriter.Tensor {
  /// The type of the elements.
  var type: TensorType {
    switch self {
    case .floats, .generatedFloats: .float32
    case .integers: .int32
    case .longs: .int64
    case .bytes: .uint8
    }
  }

  /// The lengths of the dimensions.
  var shape: [Int] {
    switch self {
    case .floats(_, let shape), .generatedFloats(let shape, _, _): shape
    case .integers(let buffer): [buffer.count]
    case .longs(let buffer): [buffer.count]
    case .bytes(let buffer): [buffer.count]
    }
  }

  /// The number of bytes of all elements.
  var byteCount: Int { shape.reduce(type.stride, *) }

  /// Calls the closure with the elements as little-endian bytes (the only order of the machines we run on), in one
  /// or more blocks from start to end.
  func forEachBlock(_ body: (UnsafeRawBufferPointer) throws -> Void) rethrows {
    switch self {
    case .floats(let buffer, _): try buffer.withUnsafeBufferPointer { try body(.init($0)) }
    case .integers(let buffer): try buffer.withUnsafeBufferPointer { try body(.init($0)) }
    case .longs(let buffer): try buffer.withUnsafeBufferPointer { try body(.init($0)) }
    case .bytes(let buffer): try buffer.withUnsafeBufferPointer { try body(.init($0)) }
    case .generatedFloats(_, let block, let fill):
      let count = byteCount / type.stride
      let memory = UnsafeMutableBufferPointer<Float>.allocate(capacity: min(block, count))
      defer { memory.deallocate() }
      for first in stride(from: 0, to: count, by: block) {
        let part = UnsafeMutableBufferPointer(rebasing: memory.prefix(min(block, count - first)))
        fill(first, part)
        try body(.init(part))
      }
    }
  }
}
