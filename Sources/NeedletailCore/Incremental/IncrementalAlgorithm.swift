public import NeedletailData

/// An algorithm that can follow a stream of labelled examples window by window, instead of being fitted anew.
///
/// ```swift
/// var learner = try algorithm.learner(settings: IncrementalSettings(), options: options)
/// for window in windows {
///   try learner.update(with: window, teacher: nil)
///   let model = try learner.predictor()
/// }
/// ```
public protocol IncrementalAlgorithm: Algorithm {
  /// A learner that has seen nothing.
  ///
  /// - Throws: `TrainingError` for a setting outside its range, `TensorBackendError` without LibTorch.
  func learner(settings: IncrementalSettings, options: TrainingOptions) throws -> any IncrementalLearner

  /// A learner that goes on from a folder that `IncrementalLearner.save(to:)` wrote, to the same bits.
  ///
  /// - Throws: `ModelFileError` when it is damaged or another algorithm's, and as `learner(settings:options:)`.
  func learner(
    resuming path: String, settings: IncrementalSettings, options: TrainingOptions
  ) throws -> any IncrementalLearner
}

/// A model that goes on learning: parameters, the optimiser's state, the rows of every id so far.
///
/// Ids keep their rows for good; new ones get rows behind them that begin as that of the unknown. Not for use by two
/// threads at a time.
public protocol IncrementalLearner: AnyObject {
  /// How it learns; changes count from the next update on.
  var settings: IncrementalSettings { get set }
  /// The updates that it had.
  var updates: Int { get }

  /// Learns from the examples of a window.
  ///
  /// The target of an example is (1 − λ)·label + λ·p with p the teacher's probability; λ is 0 for an example whose user
  /// or item the teacher does not know (whose every id, for examples without users and items): it would draw new ids
  /// to its mean.
  /// - Parameter teacher: a model whose word counts by `settings.distillation`; nil for labels alone.
  /// - Throws: `CancelledError`, with the learner in no state to go on; `TrainingError` for no examples; `DataError` for
  ///   examples of other fields; what training throws.
  func update(with window: ExampleSet, teacher: (any ProbabilityPredictor)?) throws

  /// The model as it stands, a value of its own.
  ///
  /// - Throws: `TrainingError` before the first update.
  func predictor() throws -> any ProbabilityPredictor

  /// A learner in the same state that goes its own way: what an update is tried on that may not be deployed.
  func copy() throws -> any IncrementalLearner

  /// Writes the whole state to a folder, which is replaced.
  ///
  /// - Throws: `FileAccessError`.
  func save(to path: String) throws
}
