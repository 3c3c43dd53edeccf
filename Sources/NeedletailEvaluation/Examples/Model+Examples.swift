public import NeedletailCore
public import NeedletailData
import NeedletailMath

extension Model {
  /// Fits a click-through model on all examples and puts it together with what questions in external ids need.
  ///
  /// - Parameters:
  ///   - previous: a model of the same algorithm to start from: its fields grow by the new names of the examples, and what
  ///     it knows of others stays. Without `stopping` only.
  ///   - stopping: chooses the epochs on a part of the examples; nil takes them as specified.
  /// - Throws: as `Algorithm.train`, `ExampleStopping.train` and `TrainingData.init`.
  public static func train(
    _ specification: ModelSpecification, on examples: ExampleSet, from previous: Model? = nil,
    stopping: ExampleStopping? = nil, options: TrainingOptions = TrainingOptions()
  ) throws -> Model {
    var evaluation = EvaluationOptions(metrics: [], pool: options.pool)
    evaluation.seed = options.seed
    evaluation.cancellation = options.cancellation
    let whole = ExampleSplit(training: Array(0..<examples.count), test: [], definition: "all examples")
    let ranking = (previous?.recommender as? any ProbabilityPredictor)?.ranking
    let training = try TrainingData(
      examples, training: whole.training, space: ranking?.space.growing(with: examples), previous: ranking,
      pool: options.pool)
    let recommender =
      try stopping?.train(
        specification.algorithm, on: whole, of: examples, training: training, evaluation: evaluation,
        options: options)
      ?? specification.algorithm.train(training, from: previous?.recommender, options: options)
    return Model(
      recommender: recommender, data: training,
      metadata: ModelMetadata(
        createdBy: "needletail \(NeedletailVersion.current)", source: examples.source,
        dataFingerprint: training.fingerprint, seed: options.seed))
  }
}
