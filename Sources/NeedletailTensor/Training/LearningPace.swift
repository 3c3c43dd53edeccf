/// How fast the steps of one update of a model are: a factor, and a start in small steps where the optimiser has no memory.
public struct LearningPace: Sendable, Hashable {
  /// Multiplies every step.
  public var factor: Double
  /// Steps from the optimiser's first one on over which steps grow in equal parts; 0 for none.
  public var warmUpSteps: Int

  /// A pace.
  public init(factor: Double = 1, warmUpSteps: Int = 0) {
    self.factor = factor
    self.warmUpSteps = warmUpSteps
  }

  /// The factor of a step; the first is 0.
  func factor(atStep step: Int) -> Double {
    step < warmUpSteps ? factor * Double(step + 1) / Double(warmUpSteps) : factor
  }
}
