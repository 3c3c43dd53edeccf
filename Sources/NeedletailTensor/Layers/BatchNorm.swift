/// Columns with mean 0 and variance 1 over the batch, scaled and shifted (Ioffe and Szegedy, ICML 2015).
///
/// Training uses the batch's own figures and follows them with running ones, which all else uses.
public struct BatchNorm: Layer {
  /// The scale, one for each column.
  public let weight: Tensor
  /// The shift.
  public let bias: Tensor
  /// What is followed of the means.
  public let runningMean: Tensor
  /// What is followed of the variances.
  public let runningVariance: Tensor
  /// The share of a new batch in the running figures.
  public let momentum: Double
  /// What is added to the variance.
  public let epsilon: Double

  /// A layer that scales by 1 and shifts by 0.
  public init(
    dimension: Int, momentum: Double = 0.1, epsilon: Double = 1e-5, placement: Placement = Placement()
  ) {
    func filled(_ value: Double) -> Tensor {
      .full([dimension], value, type: placement.type, device: placement.device)
    }
    weight = filled(1).requiringGradient()
    bias = filled(0).requiringGradient()
    runningMean = filled(0)
    runningVariance = filled(1)
    self.momentum = momentum
    self.epsilon = epsilon
  }

  /// Keeps the shape, rows × dimension.
  public func callAsFunction(_ x: Tensor, isTraining: Bool) -> Tensor {
    require(
      x.rank == 2 && x.dimension(1) == weight.dimension(0),
      "BatchNorm: shape \(x.shape) with a weight of shape \(weight.shape)")
    return Operator.batchNorm([
      .tensor(x), .tensor(weight), .tensor(bias), .tensor(runningMean), .tensor(runningVariance),
      .boolean(isTraining), .real(momentum), .real(epsilon), .boolean(true),
    ])
  }

  /// Adds `weight`, `bias` and the running figures.
  public func list(into list: inout TensorList) {
    list.parameter("weight", weight)
    list.parameter("bias", bias)
    list.buffer("runningMean", runningMean)
    list.buffer("runningVariance", runningVariance)
  }
}

extension Operator {
  fileprivate static let batchNorm = Operator("batch_norm")
}
