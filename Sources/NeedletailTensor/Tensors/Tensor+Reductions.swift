extension Tensor {
  /// The sum of all elements.
  public func sum() -> Tensor { Operator.sum([.tensor(self)]) }

  /// Sums along dimensions.
  public func sum(_ axes: Int..., keepingDimensions: Bool = false) -> Tensor {
    for axis in axes { requireAxis("sum", axis, of: self) }
    return Operator.sumAlong([.tensor(self), .integers(axes), .boolean(keepingDimensions)])
  }

  /// The mean of all elements.
  public func mean() -> Tensor { Operator.mean([.tensor(self)]) }

  /// Means along dimensions.
  public func mean(_ axes: Int..., keepingDimensions: Bool = false) -> Tensor {
    for axis in axes { requireAxis("mean", axis, of: self) }
    return Operator.meanAlong([.tensor(self), .integers(axes), .boolean(keepingDimensions)])
  }

  /// The largest of all elements.
  public func max() -> Tensor { Operator.max([.tensor(self)]) }

  /// The largest elements along a dimension and where they are, as `int64`.
  public func max(_ axis: Int, keepingDimensions: Bool = false) -> (values: Tensor, indices: Tensor) {
    requireAxis("max", axis, of: self)
    return Operator.maxAlong.pair([.tensor(self), .integer(axis), .boolean(keepingDimensions)])
  }

  /// The Euclidean norm of all elements.
  public func norm() -> Tensor { Operator.norm([.tensor(self)]) }
}

extension Operator {
  fileprivate static let sum = Operator("sum")
  fileprivate static let sumAlong = Operator("sum", "dim_IntList")
  fileprivate static let mean = Operator("mean")
  fileprivate static let meanAlong = Operator("mean", "dim")
  fileprivate static let max = Operator("max")
  fileprivate static let maxAlong = Operator("max", "dim")
  fileprivate static let norm = Operator("norm", "Scalar")
}
