import Glibc

/// The factor of the learning rate over the steps of a training.
public indirect enum LearningRateSchedule: Sendable, Hashable {
  /// Always 1.
  case constant
  /// From 0 up to 1 in equal parts over some steps, then another schedule from its start.
  case warmUp(steps: Int, then: LearningRateSchedule)
  /// Down from 1 to a floor along half a cosine over some steps, then the floor (Loshchilov and Hutter, ICLR 2017).
  case cosine(steps: Int, floor: Double)
  /// Times a factor after every so many steps.
  case decay(every: Int, factor: Double)

  /// The factor of a step; the first is 0.
  public func factor(atStep step: Int) -> Double {
    switch self {
    case .constant: return 1
    case .warmUp(let steps, let next):
      return step < steps ? Double(step + 1) / Double(steps) : next.factor(atStep: step - steps)
    case .cosine(let steps, let floor):
      let share = min(1, Double(step) / Double(max(1, steps)))
      return floor + (1 - floor) * 0.5 * (1 + cos(.pi * share))
    case .decay(let every, let factor): return pow(factor, Double(step / max(1, every)))
    }
  }
}
