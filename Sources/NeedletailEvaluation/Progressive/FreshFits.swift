import NeedletailCore
import NeedletailData

/// Models trained anew before the present window, each once, whichever arms ask for it.
final class FreshFits {
  /// A model with what it took.
  struct Fit {
    let learner: any IncrementalLearner
    let predictor: any ProbabilityPredictor
    let examples: Int
    let seconds: Double
  }

  private struct Key: Hashable {
    let algorithm: String
    let range: Range<Int>
    let settings: IncrementalSettings
  }

  private let options: TrainingOptions
  private var fits: [Key: Fit] = [:]

  init(_ options: TrainingOptions) { self.options = options }

  /// A model of the last windows that an arm looks at.
  ///
  /// - Parameter end: the first example that it may not see.
  func fit(
    _ algorithm: any IncrementalAlgorithm, _ arm: ProgressiveArm, _ reader: StreamReader, until end: Int
  ) throws -> Fit {
    let first = max(0, reader.window - arm.windows)
    let range = min(reader.positions(ofWindow: first).lowerBound, end)..<end
    let key = Key(
      algorithm: ModelSpecification(algorithm).fullDescription, range: range, settings: arm.anew)
    if let fit = fits[key] { return fit }
    let positions = reader.trainable(range)
    guard !positions.isEmpty else {
      throw EvaluationError("no labels are known before window \(reader.window); take a longer --warm-up")
    }
    let examples = try reader.known(positions)
    let start = ContinuousClock.now
    // Shuffled: passes in the order of time leave the level of the last hours in what all hours share.
    let learner = try algorithm.learner(settings: arm.anew, options: options)
    try learner.update(with: examples, teacher: nil)
    let predictor = try learner.predictor()
    let fit = Fit(
      learner: learner, predictor: predictor, examples: examples.count,
      seconds: (ContinuousClock.now - start).seconds)
    fits[key] = fit
    return fit
  }
}
