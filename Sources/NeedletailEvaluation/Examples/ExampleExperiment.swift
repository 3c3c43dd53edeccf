public import NeedletailCore
public import NeedletailData
import NeedletailMath

/// Click-through models, fitted on one part of labelled examples and measured on another: what `needletail evaluate` runs
/// on them.
///
/// ```swift
/// let examples = try ExampleReader.read("frappe.libfm")
/// let split = try SplitSpecification(parsing: "random:0.1").split(examples, seed: 1)
/// let experiment = ExampleExperiment(
///   examples: examples, split: split, specifications: try ModelSpecification.list("click-rate"),
///   options: EvaluationOptions(metrics: try MetricKey.list("auc,logloss")))
/// let result = try experiment.run()
/// ```
public struct ExampleExperiment: Sendable {
  /// All examples.
  public var examples: ExampleSet
  /// Their division.
  public var split: ExampleSplit
  /// The models.
  public var specifications: [ModelSpecification]
  /// What is measured, and how: metrics, seed, threads, intervals.
  public var options: EvaluationOptions
  /// Chooses the epochs of iterative models on a part of the training examples; nil takes them as specified.
  public var stopping: ExampleStopping?
  /// Which models that is done for, in order; nil for all.
  public var isStopped: [Bool]?
  /// The model that the others are compared with; nil compares all pairs.
  public var baseline: String?
  /// The models' names in tables, in order; nil takes those of their algorithms.
  public var names: [String]?

  /// An experiment.
  public init(
    examples: ExampleSet, split: ExampleSplit, specifications: [ModelSpecification],
    options: EvaluationOptions
  ) {
    self.examples = examples
    self.split = split
    self.specifications = specifications
    self.options = options
  }

  /// Fits and measures every model.
  ///
  /// - Parameters:
  ///   - setup: the options of each fit; by default the pool and seed of the evaluation.
  ///   - observe: called with each fitted model before it is forgotten.
  /// - Throws: whatever a fit or an evaluation throws; nothing is kept then.
  public func run(
    setup: Experiment.TrainingSetup? = nil,
    observe: ((any Recommender, _ index: Int) throws -> Void)? = nil
  ) throws -> ExperimentResult {
    let names = self.names ?? Experiment.names(of: specifications)
    let training = try TrainingData(examples, training: split.training, pool: options.pool)
    let plan = try ExamplePlan(
      examples, at: split.test, space: training.examples?.space, options: options)
    let evaluations = try specifications.indices.map { index -> ExampleEvaluation in
      let run =
        setup?(names[index])
        ?? TrainingOptions(seed: options.seed, pool: options.pool, cancellation: options.cancellation)
      let memory = PeakMemory()
      let start = ContinuousClock.now
      let algorithm = specifications[index].algorithm
      let rule = isStopped?[index] ?? true ? stopping : nil
      let recommender =
        try rule?.train(
          algorithm, on: split, of: examples, training: training, evaluation: options, options: run)
        ?? algorithm.train(training, options: run)
      let seconds = (ContinuousClock.now - start).seconds
      let peak = memory.bytes
      let evaluation = try plan.evaluate(
        recommender, name: names[index], fitSeconds: seconds,
        peakBytes: peak.map { max(0, $0 - memory.baseline) })
      try observe?(recommender, index)
      return evaluation
    }
    return ExperimentResult(
      evaluations: evaluations.map(\.result),
      document: try document(evaluations, plan, space: training.examples?.space))
  }

  private func document(
    _ evaluations: [ExampleEvaluation], _ plan: ExamplePlan, space: FieldSpace?
  ) throws -> EvaluationDocument {
    var data = EvaluationDocument.Data(
      source: examples.source, users: examples.idCount(.user), items: examples.idCount(.item),
      interactions: examples.positives, fingerprint: examples.fingerprint)
    data.examples = .init(examples, split: split, space: space)
    let comparisons = try ExampleComparison.all(
      evaluations, against: baseline, options: options, unitCount: plan.unitCount)
    var document = EvaluationDocument(
      data: data, split: split.definition, seed: options.seed, metrics: options.metrics.map(\.description),
      models: evaluations.map { .init($0.result) }, comparisons: comparisons.map { .init($0) },
      warnings: split.warnings,
      environment: .init(
        version: NeedletailVersion.current, threads: options.pool.threads, confidence: options.confidence,
        resamples: options.resamples))
    document.environment.unit = plan.unit
    document.environment.ties = "equal scores count one half"
    return document
  }
}

extension ExampleSet {
  /// The number of distinct ids of users or items; 0 without such a field.
  func idCount(_ type: FeatureSchema.FieldType) -> Int {
    if case .categorical(let names, _)? = fields.first(where: { $0.declaration.type == type })?.column {
      names.count
    } else {
      0
    }
  }
}
