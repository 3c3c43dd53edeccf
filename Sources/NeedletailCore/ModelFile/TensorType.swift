import NeedletailMath

/// The types of elements that files of tensors hold, with their names in the `safetensors` format. Models use the first
/// four, checkpoints all.
package enum TensorType: String, Codable, Sendable {
  /// Single precision.
  case float32 = "F32"
  /// 32-bit integers.
  case int32 = "I32"
  /// 64-bit integers.
  case int64 = "I64"
  /// Bytes.
  case uint8 = "U8"
  /// Double precision.
  case float64 = "F64"
  /// Half precision.
  case float16 = "F16"
  /// The upper half of single precision.
  case bfloat16 = "BF16"
  /// Truth values, a byte each.
  case bool = "BOOL"

  /// Bytes of one element.
  package var stride: Int {
    switch self {
    case .float64, .int64: 8
    case .float32, .int32: 4
    case .float16, .bfloat16: 2
    case .uint8, .bool: 1
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
