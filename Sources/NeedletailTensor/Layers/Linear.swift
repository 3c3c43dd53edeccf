public import NeedletailMath

/// y = x · weightᵀ + bias.
public struct Linear: Layer {
  /// outputs × inputs.
  public let weight: Tensor
  /// outputs; nil for none.
  public let bias: Tensor?

  /// A layer with parameters that exist.
  ///
  /// - Parameters:
  ///   - weight: outputs × inputs.
  ///   - bias: outputs; nil for none.
  public init(weight: Tensor, bias: Tensor?) {
    self.weight = weight
    self.bias = bias
  }

  /// A layer with drawn weights and a bias of zeros.
  public init(
    inputs: Int, outputs: Int, hasBias: Bool = true, initializer: Initializer = .glorotUniform(),
    placement: Placement = Placement(), random: inout RandomStream
  ) {
    weight = initializer.parameter([outputs, inputs], placement, &random)
    bias = hasBias ? Initializer.constant(0).parameter([outputs], placement, &random) : nil
  }

  /// Maps … × inputs to … × outputs.
  public func callAsFunction(_ x: Tensor) -> Tensor { x.linear(weight: weight, bias: bias) }

  /// Adds `weight` and `bias`.
  public func list(into list: inout TensorList) {
    list.parameter("weight", weight)
    if let bias { list.parameter("bias", bias) }
  }
}
