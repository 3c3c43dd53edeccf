/// The type of a tensor's elements.
public enum DataType: Int32, CaseIterable, Sendable, CustomStringConvertible {
  // Numbered as in CTorch.h.
  /// Bytes.
  case uint8 = 0
  /// 32-bit integers.
  case int32 = 3
  /// 64-bit integers: indices.
  case int64 = 4
  /// Half precision.
  case float16 = 5
  /// Single precision, the usual one.
  case float32 = 6
  /// Double precision.
  case float64 = 7
  /// Truth values, a byte each.
  case bool = 11
  /// The upper half of single precision.
  case bfloat16 = 15

  /// Bytes of one element.
  public var stride: Int {
    switch self {
    case .uint8, .bool: 1
    case .float16, .bfloat16: 2
    case .int32, .float32: 4
    case .int64, .float64: 8
    }
  }

  /// Whether gradients exist for it.
  public var isFloatingPoint: Bool {
    switch self {
    case .float16, .float32, .float64, .bfloat16: true
    case .uint8, .int32, .int64, .bool: false
    }
  }

  /// "float32".
  public var description: String {
    switch self {
    case .uint8: "uint8"
    case .int32: "int32"
    case .int64: "int64"
    case .float16: "float16"
    case .float32: "float32"
    case .float64: "float64"
    case .bool: "bool"
    case .bfloat16: "bfloat16"
    }
  }
}

/// A Swift type that tensors are made from and read as.
public protocol TensorElement: BitwiseCopyable, Sendable {
  /// The type of a tensor of such elements.
  static var dataType: DataType { get }
}

extension Float: TensorElement {
  /// `float32`.
  public static var dataType: DataType { .float32 }
}

extension Double: TensorElement {
  /// `float64`.
  public static var dataType: DataType { .float64 }
}

extension Int32: TensorElement {
  /// `int32`.
  public static var dataType: DataType { .int32 }
}

extension Int64: TensorElement {
  /// `int64`.
  public static var dataType: DataType { .int64 }
}

extension Int: TensorElement {
  /// `int64`.
  public static var dataType: DataType { .int64 }
}

extension UInt8: TensorElement {
  /// `uint8`.
  public static var dataType: DataType { .uint8 }
}

extension Bool: TensorElement {
  /// `bool`.
  public static var dataType: DataType { .bool }
}
