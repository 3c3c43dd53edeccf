import Glibc
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
    let epochs: Int
    let cooling: Double
    let settings: IncrementalSettings
  }

  private let options: TrainingOptions
  private var fits: [Key: Fit] = [:]

  init(_ options: TrainingOptions) { self.options = options }

  /// Forgets the models of the last window.
  func clear() { fits = [:] }

  /// A model of the last windows that an arm looks at.
  ///
  /// - Parameter end: the first example that it may not see.
  func fit(
    _ algorithm: any IncrementalAlgorithm, _ arm: ProgressiveArm, _ reader: StreamReader, until end: Int
  ) throws -> Fit {
    let first = max(0, reader.window - arm.windows)
    let range = min(reader.positions(ofWindow: first).lowerBound, end)..<end
    let key = Key(
      algorithm: ModelSpecification(algorithm).fullDescription, range: range, epochs: arm.epochs,
      cooling: arm.cooling, settings: arm.anew)
    if let fit = fits[key] { return fit }
    let parts = (0...reader.window).map {
      reader.trainable(reader.positions(ofWindow: $0).clamped(to: range))
    }
    .filter { !$0.isEmpty }
    guard !parts.isEmpty else {
      throw EvaluationError("no labels are known before window \(reader.window); take a longer --warm-up")
    }
    let windows = try parts.map { try reader.known($0) }
    let start = ContinuousClock.now
    let learner = try learn(windows, algorithm, arm)
    let predictor = try learner.predictor()
    let fit = Fit(
      learner: learner, predictor: predictor, examples: windows.reduce(0) { $0 + $1.count },
      seconds: (ContinuousClock.now - start).seconds)
    fits[key] = fit
    return fit
  }

  /// Passes over the windows in the order of time, so that the latest count most; steps fall from pass to pass.
  private func learn(
    _ windows: [ExampleSet], _ algorithm: any IncrementalAlgorithm, _ arm: ProgressiveArm
  ) throws -> any IncrementalLearner {
    var settings = arm.anew
    let learner = try algorithm.learner(settings: settings, options: options)
    let total = windows.count * arm.epochs
    for number in 0..<total {
      let share = Double(number) / Double(total)
      settings.learningRateFactor = arm.cooling + (1 - arm.cooling) * 0.5 * (1 + cos(.pi * share))
      learner.settings = settings
      try learner.update(with: windows[number % windows.count], teacher: nil)
    }
    return learner
  }
}
