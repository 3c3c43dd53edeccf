/// Vectors along the last dimension with mean 0 and variance 1, scaled and shifted (Ba et al., arXiv:1607.06450).
public struct LayerNorm: Layer {
  /// The scale, of the length of the last dimension.
  public let weight: Tensor
  /// The shift.
  public let bias: Tensor
  /// What is added to the variance.
  public let epsilon: Double

  /// A layer that scales by 1 and shifts by 0.
  public init(dimension: Int, epsilon: Double = 1e-5, placement: Placement = Placement()) {
    weight = Tensor.full([dimension], 1, type: placement.type, device: placement.device).requiringGradient()
    bias = Tensor.full([dimension], 0, type: placement.type, device: placement.device).requiringGradient()
    self.epsilon = epsilon
  }

  /// Keeps the shape.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    x.layerNorm(weight: weight, bias: bias, epsilon: epsilon)
  }

  /// Adds `weight` and `bias`.
  public func list(into list: inout TensorList) {
    list.parameter("weight", weight)
    list.parameter("bias", bias)
  }
}
