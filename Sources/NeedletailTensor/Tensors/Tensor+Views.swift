extension Tensor {
  /// The same elements in another shape; one length may be -1, which takes what is left.
  ///
  /// - Precondition: the number of elements stays.
  public func reshaped(_ shape: [Int]) -> Tensor {
    let known = shape.filter { $0 != -1 }.reduce(1, *)
    let open = shape.count { $0 == -1 }
    require(
      open == 0 ? known == count : open == 1 && (known == 0 ? count == 0 : count % known == 0),
      "reshape: shape \(self.shape) to \(shape)")
    return Operator.reshape([.tensor(self), .integers(shape)])
  }

  /// Two dimensions exchanged; the memory is shared.
  public func transposed(_ first: Int = -2, _ second: Int = -1) -> Tensor {
    requireAxis("transpose", first, of: self)
    requireAxis("transpose", second, of: self)
    return Operator.transpose([.tensor(self), .integer(first), .integer(second)])
  }

  /// A dimension of length 1 put in; the memory is shared.
  public func expanded(at axis: Int) -> Tensor {
    require(axis >= -rank - 1 && axis <= rank, "expand: dimension \(axis) of shape \(shape)")
    return Operator.unsqueeze([.tensor(self), .integer(axis)])
  }

  /// A dimension of length 1 taken out; the memory is shared.
  public func squeezed(_ axis: Int) -> Tensor {
    require(dimension(axis) == 1, "squeeze: dimension \(axis) of shape \(shape)")
    return Operator.squeeze([.tensor(self), .integer(axis)])
  }

  /// A range of a dimension; the memory is shared.
  public func slice(_ axis: Int, _ range: Range<Int>) -> Tensor {
    require(
      range.lowerBound >= 0 && range.upperBound <= dimension(axis),
      "slice: \(range) of dimension \(axis) of shape \(shape)")
    return Operator.slice([
      .tensor(self), .integer(axis), .integer(range.lowerBound), .integer(range.upperBound),
    ])
  }
}

extension Operator {
  fileprivate static let reshape = Operator("reshape")
  fileprivate static let transpose = Operator("transpose", "int")
  fileprivate static let unsqueeze = Operator("unsqueeze")
  fileprivate static let squeeze = Operator("squeeze", "dim")
  fileprivate static let slice = Operator("slice", "Tensor")
}
