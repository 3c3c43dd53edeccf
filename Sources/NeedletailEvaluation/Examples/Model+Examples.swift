public import NeedletailCore
public import NeedletailData
import NeedletailMath

extension Model {
  /// Fits a click-through model on all examples and puts it together with what questions in external ids need.
  ///
  /// - Parameters:
  ///   - stopping: chooses the epochs on a part of the examples; nil takes them as specified.
  /// - Throws: as `Algorithm.train`, `ExampleStopping.train` and `TrainingData.init`.
  public static func train(
    _ specification: ModelSpecification, on examples: ExampleSet, stopping: ExampleStopping? = nil,
    options: TrainingOptions = TrainingOptions()
  ) throws -> Model {
    var evaluation = EvaluationOptions(metrics: [], pool: options.pool)
    evaluation.seed = options.seed
    evaluation.cancellation = options.cancellation
    let whole = ExampleSplit(training: Array(0..<examples.count), test: [], definition: "all examples")
    let training = try TrainingData(examples, training: whole.training, pool: options.pool)
    let recommender =
      try stopping?.train(
        specification.algorithm, on: whole, of: examples, training: training, evaluation: evaluation,
        options: options) ?? specification.algorithm.train(training, options: options)
    return Model(
      recommender: recommender, data: training,
      metadata: ModelMetadata(
        createdBy: "needletail \(NeedletailVersion.current)", source: examples.source,
        dataFingerprint: training.fingerprint, seed: options.seed))
  }
}
