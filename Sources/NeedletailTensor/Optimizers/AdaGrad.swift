/// Steps over the root of the sum of squared gradients (Duchi et al., JMLR 12, 2011).
///
/// n ← n + g², w ← w − α g / (√n + ε).
public struct AdaGrad: UpdateRule {
  /// α.
  public var learningRate: Double
  /// ε.
  public var epsilon: Double
  /// Where n begins.
  public var initialSum: Double

  /// A rule.
  public init(learningRate: Double = 0.01, epsilon: Double = 1e-10, initialSum: Double = 0) {
    self.learningRate = learningRate
    self.epsilon = epsilon
    self.initialSum = initialSum
  }

  /// n.
  public var slots: [(name: String, initial: Double)] { [("sum", initialSum)] }
  /// n.
  public var growingSlots: [Int] { [0] }

  /// One step.
  public func update(
    _ parameters: [Tensor], gradients: [Tensor], slots: [[Tensor]], step: Int, rate: Double
  ) {
    TensorLists.add(slots[0], productOf: gradients, gradients)
    let roots = TensorLists.squareRoots(slots[0])
    TensorLists.add(roots, epsilon)
    TensorLists.add(parameters, quotientOf: gradients, roots, scaledBy: -rate)
  }
}
