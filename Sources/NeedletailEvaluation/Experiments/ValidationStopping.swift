public import NeedletailCore
public import NeedletailData
import NeedletailMath

/// How many epochs an iterative model gets: as many as were best on a part carved out of its training data.
///
/// The test part plays no role in it. A model without epochs is fitted as ever.
public struct ValidationStopping: Sendable {
  /// How the validation part is carved out of the training part.
  public var split: SplitSpecification
  /// What is measured on it.
  public var metric: MetricKey
  /// How many measurements in a row may bring no improvement.
  public var patience = 5
  /// Epochs between two measurements.
  public var interval = 1
  /// Whether the model is then fitted once more, for the epochs that were best, on all training data.
  public var refits = true

  /// Stopping by a metric on a part of the training data.
  public init(split: SplitSpecification, metric: MetricKey) {
    self.split = split
    self.metric = metric
  }

  /// Fits a model on the training part of a split.
  ///
  /// - Parameters:
  ///   - training: the same training part as `TrainingData`.
  ///   - evaluation: how validation is measured: weighting, feature tables, pool.
  /// - Returns: the model; its `algorithm` names the epochs that were chosen.
  /// - Throws: as `Algorithm.train`, `SplitSpecification.carve` and the evaluator; `EvaluationError` when the
  ///   metric is not one a fit can be stopped by.
  public func train(
    _ algorithm: any Algorithm, on split: Split, training: TrainingData, evaluation: EvaluationOptions,
    options: TrainingOptions
  ) throws -> any Recommender {
    guard algorithm.hyperparameters.values["epochs"] != nil else {
      return try algorithm.train(training, options: options)
    }
    let carved = try self.split.carve(split, seed: options.seed)
    guard let validation = carved.validationSplit else {
      preconditionFailure("a carved split without a validation part")
    }
    let part = training.over(carved.training, pool: options.pool)
    var stopped = options
    stopped.stopping = try rule(validation, evaluation)
    let chosen = try algorithm.train(part, options: stopped)
    guard refits, let epochs = chosen.algorithm.hyperparameters.values["epochs"] else { return chosen }
    return try algorithm.setting(["epochs": epochs]).train(training, options: options)
  }

  /// The rule that a fit is given.
  private func rule(_ validation: Split, _ evaluation: EvaluationOptions) throws -> EarlyStopping {
    guard metric.direction != .neutral else {
      throw EvaluationError("\(metric) says neither better nor worse; stop by ndcg@10, recall@20 or rmse")
    }
    var options = EvaluationOptions(metrics: [metric], pool: evaluation.pool)
    options.weighting = evaluation.weighting
    options.includeSeen = evaluation.includeSeen
    options.itemFeatures = evaluation.itemFeatures
    options.userFeatures = evaluation.userFeatures
    options.seed = evaluation.seed
    options.cancellation = evaluation.cancellation
    return EarlyStopping(
      by: metric, on: try EvaluationPlan(validation, options: options), patience: patience, interval: interval
    )
  }
}
