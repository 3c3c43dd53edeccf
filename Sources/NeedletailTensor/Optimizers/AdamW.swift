/// Adam with weight decay apart from the gradient: w ← (1 − α δ) w before each step (Loshchilov and Hutter, ICLR 2019).
public struct AdamW: UpdateRule {
  /// What is done to the decayed parameters.
  public var adam: Adam
  /// δ, not negative.
  public var decay: Double

  /// A rule.
  ///
  /// - Precondition: both betas are in 0 ..< 1, `decay` is not negative.
  public init(
    learningRate: Double = 0.001, betas: (Double, Double) = (0.9, 0.999), epsilon: Double = 1e-8,
    decay: Double = 0.01
  ) {
    precondition(decay >= 0, "decay \(decay)")
    adam = Adam(learningRate: learningRate, betas: betas, epsilon: epsilon)
    self.decay = decay
  }

  /// α.
  public var learningRate: Double {
    get { adam.learningRate }
    set { adam.learningRate = newValue }
  }

  /// m and v.
  public var slots: [(name: String, initial: Double)] { adam.slots }

  /// One step.
  public func update(
    _ parameters: [Tensor], gradients: [Tensor], slots: [[Tensor]], step: Int, rate: Double
  ) {
    TensorLists.scale(parameters, by: 1 - rate * decay)
    adam.update(parameters, gradients: gradients, slots: slots, step: step, rate: rate)
  }
}
