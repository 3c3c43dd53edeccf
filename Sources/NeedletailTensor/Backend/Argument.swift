/// A value on the stack of an operator's call.
enum Argument {
  /// An optional value that is absent.
  case none
  case tensor(Tensor)
  case tensors([Tensor])
  case integer(Int)
  case real(Double)
  case boolean(Bool)
  case integers([Int])
  case device(Device)

  /// A type of elements.
  static func type(_ type: DataType) -> Argument { .integer(Int(type.rawValue)) }

  /// A tensor that may be absent.
  static func optional(_ tensor: Tensor?) -> Argument { tensor.map(Argument.tensor) ?? .none }

  /// How many elements of lists it brings.
  var listed: Int {
    switch self {
    case .tensors(let tensors): tensors.count
    case .integers(let integers): integers.count
    default: 0
    }
  }
}
