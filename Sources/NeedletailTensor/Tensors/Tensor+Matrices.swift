import CTorch

extension Tensor {
  /// The product of matrices: … × m × k times … × k × n; leading dimensions broadcast.
  public func matmul(_ other: Tensor) -> Tensor {
    guard let a = details, let b = other.details else { return Tensor(adopting: nil) }
    require(
      a.rank >= 1 && b.rank >= 1 && a.sizes![Int(a.rank) - 1] == b.sizes![b.rank > 1 ? Int(b.rank) - 2 : 0],
      "matmul: shapes \(shape) and \(other.shape)")
    return Operator.matmul([.tensor(self), .tensor(other)])
  }

  /// self + left · right, for matrices of rows × k and k × columns; `self` broadcasts to rows × columns.
  public func adding(productOf left: Tensor, _ right: Tensor) -> Tensor {
    require(
      left.rank == 2 && right.rank == 2 && left.dimension(1) == right.dimension(0),
      "adding(productOf:): shapes \(left.shape) and \(right.shape)")
    return Operator.addmm([.tensor(self), .tensor(left), .tensor(right)])
  }

  /// x · weightᵀ + bias.
  ///
  /// - Parameters:
  ///   - weight: outputs × inputs.
  ///   - bias: outputs, or nil.
  /// - Precondition: the last dimension of this tensor is `inputs`.
  public func linear(weight: Tensor, bias: Tensor?) -> Tensor {
    guard let x = details, let w = weight.details else { return Tensor(adopting: nil) }
    require(
      x.rank >= 1 && w.rank == 2 && x.sizes![Int(x.rank) - 1] == w.sizes![1],
      "linear: shape \(shape) with a weight of shape \(weight.shape)")
    if let bias {
      require(
        bias.shape == [weight.dimension(0)],
        "linear: a weight of shape \(weight.shape) with a bias of shape \(bias.shape)")
    }
    return Operator.linear([.tensor(self), .tensor(weight), .optional(bias)])
  }
}

extension Operator {
  fileprivate static let matmul = Operator("matmul")
  fileprivate static let addmm = Operator("addmm")
  fileprivate static let linear = Operator("linear")
}
