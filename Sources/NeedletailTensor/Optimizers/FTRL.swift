/// Follow the regularised leader, proximal, with a rate for each coordinate (McMahan et al., KDD 2013).
///
/// With n′ = n + g²: z ← z + g − (√n′ − √n) / α · w, then w ← 0 where |z| ≤ λ₁, else
/// w ← −(z − sign(z) λ₁) / ((β + √n′) / α + λ₂).
///
/// Without β, λ₁ and λ₂ it is AdaGrad without ε. With them parameters should begin at 0: what they begin with is forgotten
/// otherwise. A schedule's factor scales α of the step.
public struct FTRL: UpdateRule {
  /// α.
  public var learningRate: Double
  /// β, not negative.
  public var beta: Double
  /// λ₁, not negative: parameters are exactly 0 unless the data speak for them.
  public var l1: Double
  /// λ₂, not negative.
  public var l2: Double

  /// A rule.
  ///
  /// - Precondition: `beta`, `l1` and `l2` are not negative.
  public init(learningRate: Double = 0.1, beta: Double = 1, l1: Double = 0, l2: Double = 0) {
    precondition(beta >= 0 && l1 >= 0 && l2 >= 0, "beta \(beta), l1 \(l1), l2 \(l2)")
    self.learningRate = learningRate
    self.beta = beta
    self.l1 = l1
    self.l2 = l2
  }

  /// z and n.
  public var slots: [(name: String, initial: Double)] { [("leader", 0), ("sum", 0)] }

  /// One step.
  public func update(
    _ parameters: [Tensor], gradients: [Tensor], slots: [[Tensor]], step: Int, rate: Double
  ) {
    for (index, gradient) in gradients.enumerated() {
      let (parameter, leader, sum) = (parameters[index], slots[0][index], slots[1][index])
      let before = sum.squareRoot()
      sum.add(gradient.squared())
      let root = sum.squareRoot()
      leader.add(gradient)
      leader.add((root - before) * parameter, scaledBy: -1 / rate)
      let next = -Operator.softShrink([.tensor(leader), .real(l1)]) / ((root + beta) / rate + l2)
      // Without β and λ₂ a coordinate that never had a gradient would become 0 / 0: it stays.
      let isKnown = Operator.isAbove([.tensor(sum), .real(0)])
      parameter.assign(Operator.choose([.tensor(isKnown), .tensor(next), .tensor(parameter)]))
    }
  }
}

extension Operator {
  fileprivate static let softShrink = Operator("softshrink")
  fileprivate static let choose = Operator("where", "self")
  fileprivate static let isAbove = Operator("gt", "Scalar")
}
