extension Tensor {
  /// The sum, element by element; shapes broadcast.
  public static func + (left: Tensor, right: Tensor) -> Tensor {
    requireBroadcast("add", left, right)
    return Operator.add([.tensor(left), .tensor(right)])
  }

  /// The difference, element by element; shapes broadcast.
  public static func - (left: Tensor, right: Tensor) -> Tensor {
    requireBroadcast("subtract", left, right)
    return Operator.subtract([.tensor(left), .tensor(right)])
  }

  /// The product, element by element; shapes broadcast.
  public static func * (left: Tensor, right: Tensor) -> Tensor {
    requireBroadcast("multiply", left, right)
    return Operator.multiply([.tensor(left), .tensor(right)])
  }

  /// The quotient, element by element; shapes broadcast.
  public static func / (left: Tensor, right: Tensor) -> Tensor {
    requireBroadcast("divide", left, right)
    return Operator.divide([.tensor(left), .tensor(right)])
  }

  /// Each element plus a number.
  public static func + (left: Tensor, right: Double) -> Tensor {
    Operator.addScalar([.tensor(left), .real(right)])
  }

  /// Each element plus a number.
  public static func + (left: Double, right: Tensor) -> Tensor { right + left }

  /// Each element less a number.
  public static func - (left: Tensor, right: Double) -> Tensor { left + -right }

  /// A number less each element.
  public static func - (left: Double, right: Tensor) -> Tensor {
    Operator.reverseSubtract([.tensor(right), .real(left)])
  }

  /// Each element times a number.
  public static func * (left: Tensor, right: Double) -> Tensor {
    Operator.multiplyScalar([.tensor(left), .real(right)])
  }

  /// Each element times a number.
  public static func * (left: Double, right: Tensor) -> Tensor { right * left }

  /// Each element over a number.
  public static func / (left: Tensor, right: Double) -> Tensor {
    Operator.divideScalar([.tensor(left), .real(right)])
  }

  /// Each element with the other sign.
  public static prefix func - (tensor: Tensor) -> Tensor { Operator.negate([.tensor(tensor)]) }

  /// The square of each element.
  public func squared() -> Tensor { Operator.multiply([.tensor(self), .tensor(self)]) }

  /// The square root of each element.
  public func squareRoot() -> Tensor { Operator.squareRoot([.tensor(self)]) }

  /// The natural exponential of each element.
  public func exp() -> Tensor { Operator.exp([.tensor(self)]) }

  /// The natural logarithm of each element.
  public func log() -> Tensor { Operator.log([.tensor(self)]) }

  /// The absolute value of each element.
  public func magnitude() -> Tensor { Operator.abs([.tensor(self)]) }

  /// Each element kept within bounds.
  public func clamped(_ range: ClosedRange<Double>) -> Tensor {
    Operator.clamp([.tensor(self), .real(range.lowerBound), .real(range.upperBound)])
  }

  /// Adds a tensor in place: `self += other`; `other` broadcasts to this shape.
  ///
  /// - Precondition: gradients are off, or this is no leaf that requires them.
  public func add(_ other: Tensor, scaledBy factor: Double = 1) {
    requireBroadcast("add in place", self, other)
    Operator.addInPlace.run([.tensor(self), .tensor(other), .real(factor)])
  }

  /// Copies the elements of another tensor of a shape that broadcasts to this one, in place.
  public func assign(_ other: Tensor) {
    requireBroadcast("assign", self, other)
    Operator.copyInPlace.run([.tensor(self), .tensor(other)])
  }
}

extension Operator {
  fileprivate static let add = Operator("add", "Tensor")
  fileprivate static let subtract = Operator("sub", "Tensor")
  fileprivate static let multiply = Operator("mul", "Tensor")
  fileprivate static let divide = Operator("div", "Tensor")
  fileprivate static let addScalar = Operator("add", "Scalar")
  fileprivate static let reverseSubtract = Operator("rsub", "Scalar")
  fileprivate static let multiplyScalar = Operator("mul", "Scalar")
  fileprivate static let divideScalar = Operator("div", "Scalar")
  fileprivate static let negate = Operator("neg")
  fileprivate static let squareRoot = Operator("sqrt")
  fileprivate static let exp = Operator("exp")
  fileprivate static let log = Operator("log")
  fileprivate static let abs = Operator("abs")
  fileprivate static let clamp = Operator("clamp")
  fileprivate static let addInPlace = Operator("add_", "Tensor")
  fileprivate static let copyInPlace = Operator("copy_")
}
