import Glibc

/// Steps scaled by running means of the gradient and of its square (Kingma and Ba, ICLR 2015).
///
/// m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g², w ← w − α m̂ / (√v̂ + ε) with m̂ = m / (1 − β₁ᵗ), v̂ = v / (1 − β₂ᵗ).
public struct Adam: UpdateRule {
  /// α.
  public var learningRate: Double
  /// β₁ and β₂, in 0 ..< 1.
  public var betas: (Double, Double)
  /// ε.
  public var epsilon: Double
  /// λ of a penalty ½ λ |w|², added to the gradient.
  public var l2: Double

  /// A rule.
  ///
  /// - Precondition: both betas are in 0 ..< 1.
  public init(
    learningRate: Double = 0.001, betas: (Double, Double) = (0.9, 0.999), epsilon: Double = 1e-8,
    l2: Double = 0
  ) {
    precondition(
      betas.0 >= 0 && betas.0 < 1 && betas.1 >= 0 && betas.1 < 1, "betas \(betas.0) and \(betas.1)")
    self.learningRate = learningRate
    self.betas = betas
    self.epsilon = epsilon
    self.l2 = l2
  }

  /// m and v.
  public var slots: [(name: String, initial: Double)] { [("mean", 0), ("square", 0)] }

  /// One step.
  public func update(
    _ parameters: [Tensor], gradients: [Tensor], slots: [[Tensor]], step: Int, rate: Double
  ) {
    let (mean, square) = (slots[0], slots[1])
    let gradients = l2 > 0 ? TensorLists.sums(gradients, parameters, scaledBy: l2) : gradients
    TensorLists.scale(mean, by: betas.0)
    TensorLists.add(mean, gradients, scaledBy: 1 - betas.0)
    TensorLists.scale(square, by: betas.1)
    TensorLists.add(square, productOf: gradients, gradients, scaledBy: 1 - betas.1)
    let roots = TensorLists.squareRoots(square)
    TensorLists.scale(roots, by: 1 / (1 - pow(betas.1, Double(step))).squareRoot())
    TensorLists.add(roots, epsilon)
    TensorLists.add(parameters, quotientOf: mean, roots, scaledBy: -rate / (1 - pow(betas.0, Double(step))))
  }
}
