public import NeedletailCore
public import NeedletailData
import NeedletailMath

/// How many epochs an iterative click-through model gets: as many as were best on examples carved out of its training
/// part. The test part plays no role in it.
public struct ExampleStopping: Sendable {
  /// How the validation part is carved: `random:0.1` or `time:0.1`; nil takes the one that came with the data.
  public var split: SplitSpecification?
  /// What is measured on it: `auc`, `logloss`.
  public var metric: MetricKey
  /// How many measurements in a row may bring no improvement.
  public var patience = 5
  /// Epochs between two measurements.
  public var interval = 1
  /// Whether the model is then fitted once more, for the epochs that were best, on all training examples.
  public var refits = true

  /// Stopping by a metric on a part of the training examples.
  public init(split: SplitSpecification?, metric: MetricKey) {
    self.split = split
    self.metric = metric
  }

  /// Fits a model on the training part of a split.
  ///
  /// - Parameter training: the same training part as `TrainingData`.
  /// - Throws: as `Algorithm.train`; `EvaluationError` without a validation part.
  public func train(
    _ algorithm: any Algorithm, on split: ExampleSplit, of examples: ExampleSet, training: TrainingData,
    evaluation: EvaluationOptions, options: TrainingOptions
  ) throws -> any Recommender {
    guard algorithm.hyperparameters.values["epochs"] != nil else {
      return try algorithm.train(training, options: options)
    }
    let carved = try self.split?.carve(split, of: examples, seed: options.seed) ?? split
    guard let validation = carved.validation else {
      throw EvaluationError("the split '\(split.definition)' has no validation part of its own; name one")
    }
    let part = try TrainingData(examples, training: carved.training, pool: options.pool)
    var measured = EvaluationOptions(metrics: [metric], pool: evaluation.pool)
    measured.cancellation = evaluation.cancellation
    let plan = try ExamplePlan(examples, at: validation, space: part.examples?.space, options: measured)
    var stopped = options
    stopped.stopping = EarlyStopping(by: metric, on: plan, patience: patience, interval: interval)
    let chosen = try algorithm.train(part, options: stopped)
    guard refits, let epochs = chosen.algorithm.hyperparameters.values["epochs"] else { return chosen }
    return try algorithm.setting(["epochs": epochs]).train(training, options: options)
  }
}
