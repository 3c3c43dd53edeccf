import Glibc

/// How fast the steps of one update of a model are: a factor, a start in small steps where the optimiser has no memory, and
/// a fall along half a cosine.
public struct LearningPace: Sendable, Hashable {
  /// Multiplies every step.
  public var factor: Double
  /// The step of the optimiser at which the update begins.
  public var start: Int
  /// Steps over which steps grow in equal parts; 0 for none.
  public var warmUpSteps: Int
  /// Steps over which steps fall to `floor`; 0 for a constant pace.
  public var coolingSteps: Int
  /// What a step has fallen to at the end.
  public var floor: Double

  /// A pace.
  public init(
    factor: Double = 1, start: Int = 0, warmUpSteps: Int = 0, coolingSteps: Int = 0, floor: Double = 1
  ) {
    self.factor = factor
    self.start = start
    self.warmUpSteps = warmUpSteps
    self.coolingSteps = coolingSteps
    self.floor = floor
  }

  /// The factor of a step; the first of the optimiser is 0.
  func factor(atStep step: Int) -> Double {
    let done = step - start
    let rise = done < warmUpSteps ? Double(done + 1) / Double(warmUpSteps) : 1
    guard coolingSteps > 0, floor < 1 else { return factor * rise }
    let share = min(1, Double(done) / Double(coolingSteps))
    return factor * rise * (floor + (1 - floor) * 0.5 * (1 + cos(.pi * share)))
  }
}
