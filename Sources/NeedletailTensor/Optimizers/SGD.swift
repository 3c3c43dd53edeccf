/// Gradient descent with momentum: m ← μ m + g, w ← w − α m (Sutskever et al., ICML 2013).
public struct SGD: UpdateRule {
  /// α.
  public var learningRate: Double
  /// μ, in 0 ..< 1; 0 for none.
  public var momentum: Double
  /// Whether the step looks ahead: w ← w − α (g + μ m).
  public var isNesterov: Bool
  /// λ of a penalty ½ λ |w|², added to the gradient.
  public var l2: Double

  /// A rule.
  ///
  /// - Precondition: `momentum` is in 0 ..< 1.
  public init(learningRate: Double, momentum: Double = 0, isNesterov: Bool = false, l2: Double = 0) {
    precondition(momentum >= 0 && momentum < 1, "momentum \(momentum)")
    self.learningRate = learningRate
    self.momentum = momentum
    self.isNesterov = isNesterov
    self.l2 = l2
  }

  /// m, when there is momentum.
  public var slots: [(name: String, initial: Double)] { momentum > 0 ? [("momentum", 0)] : [] }

  /// One step.
  public func update(
    _ parameters: [Tensor], gradients: [Tensor], slots: [[Tensor]], step: Int, rate: Double
  ) {
    let gradients = l2 > 0 ? TensorLists.sums(gradients, parameters, scaledBy: l2) : gradients
    guard momentum > 0 else { return TensorLists.add(parameters, gradients, scaledBy: -rate) }
    let moving = slots[0]
    TensorLists.scale(moving, by: momentum)
    TensorLists.add(moving, gradients)
    if isNesterov {
      TensorLists.add(parameters, gradients, scaledBy: -rate)
      TensorLists.add(parameters, moving, scaledBy: -rate * momentum)
    } else {
      TensorLists.add(parameters, moving, scaledBy: -rate)
    }
  }
}
