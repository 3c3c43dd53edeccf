public import NeedletailCore
import NeedletailData

extension Model {
  /// Fits a model on all data, its epochs chosen on a part carved out of them.
  ///
  /// - Parameters:
  ///   - stopping: how; a model without epochs is fitted as ever.
  ///   - source: the data as the user named them, for the record.
  /// - Throws: as `ValidationStopping.train`.
  public static func train(
    _ specification: ModelSpecification, on data: TrainingData, stopping: ValidationStopping,
    options: TrainingOptions, source: String? = nil
  ) throws -> Model {
    var evaluation = EvaluationOptions(metrics: [stopping.metric], pool: options.pool)
    evaluation.weighting = data.weighting
    evaluation.userFeatures = data.userFeatures
    evaluation.itemFeatures = data.itemFeatures
    evaluation.seed = options.seed
    evaluation.cancellation = options.cancellation
    let whole = Split(training: data.log, test: data.log.selecting([]), definition: "all data")
    let recommender = try stopping.train(
      specification.algorithm, on: whole, training: data, evaluation: evaluation, options: options)
    return Model(
      recommender: recommender, data: data,
      metadata: ModelMetadata(
        createdBy: "needletail \(NeedletailVersion.current)", source: source,
        dataFingerprint: data.fingerprint, seed: options.seed))
  }
}
