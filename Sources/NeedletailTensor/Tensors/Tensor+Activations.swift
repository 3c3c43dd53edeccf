extension Tensor {
  /// max(0, x).
  public func relu() -> Tensor { Operator.relu([.tensor(self)]) }

  /// max(0, x) in the place of x, which must be needed by nobody else, not even for a gradient.
  public func rectified() -> Tensor { Operator.rectify([.tensor(self)]) }

  /// x · Φ(x), exact (Hendrycks and Gimpel, arXiv:1606.08415).
  public func gelu() -> Tensor { Operator.gelu([.tensor(self)]) }

  /// 1 / (1 + exp(−x)).
  public func sigmoid() -> Tensor { Operator.sigmoid([.tensor(self)]) }

  /// The hyperbolic tangent.
  public func tanh() -> Tensor { Operator.tanh([.tensor(self)]) }

  /// The error function.
  public func erf() -> Tensor { Operator.erf([.tensor(self)]) }

  /// exp(x) over its sum along a dimension.
  public func softmax(_ axis: Int = -1) -> Tensor {
    requireAxis("softmax", axis, of: self)
    return Operator.softmax([.tensor(self), .integer(axis), .none])
  }

  /// The logarithm of `softmax`, without loss of small figures.
  public func logSoftmax(_ axis: Int = -1) -> Tensor {
    requireAxis("logSoftmax", axis, of: self)
    return Operator.logSoftmax([.tensor(self), .integer(axis), .none])
  }

  /// Each vector along the last dimension less its mean, over its standard deviation, scaled and shifted
  /// (Ba et al., arXiv:1607.06450).
  ///
  /// - Parameters:
  ///   - weight, bias: of the length of the last dimension.
  public func layerNorm(weight: Tensor, bias: Tensor, epsilon: Double = 1e-5) -> Tensor {
    let length = dimension(-1)
    require(
      weight.shape == [length] && bias.shape == [length],
      "layerNorm: shape \(shape) with a weight of shape \(weight.shape) and a bias of shape \(bias.shape)")
    return Operator.layerNorm([
      .tensor(self), .integers([length]), .tensor(weight), .tensor(bias), .real(epsilon),
    ])
  }
}

extension Operator {
  fileprivate static let relu = Operator("relu")
  fileprivate static let rectify = Operator("relu_")
  fileprivate static let gelu = Operator("gelu")
  fileprivate static let sigmoid = Operator("sigmoid")
  fileprivate static let tanh = Operator("tanh")
  fileprivate static let erf = Operator("erf")
  fileprivate static let softmax = Operator("softmax", "int")
  fileprivate static let logSoftmax = Operator("log_softmax", "int")
  fileprivate static let layerNorm = Operator("layer_norm")
}
