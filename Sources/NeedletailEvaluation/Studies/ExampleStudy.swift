public import NeedletailCore
public import NeedletailData
public import NeedletailMath

/// Runs a study of labelled examples: searches first, on training examples alone; then every model, for every seed, on the
/// test part.
public struct ExampleStudy: Sendable {
  /// What is compared.
  public var definition: StudyDefinition
  /// The examples that the definition names.
  public var examples: ExampleSet
  /// The threads of everything.
  public var pool: WorkerPool
  /// Trials of a search that run side by side.
  public var jobs = 1
  /// Bytes that fits may use.
  public var memoryLimit: Int?
  /// Where neural models compute.
  public var device = DeviceChoice.auto
  /// Asks the work to stop.
  public var cancellation: Cancellation?
  /// Told what is being done: "deepfm: trial 3 of 24, logloss 0.1704".
  public var notice: (@Sendable (String) -> Void)?

  /// A study of examples.
  public init(_ definition: StudyDefinition, examples: ExampleSet, pool: WorkerPool = WorkerPool()) {
    self.definition = definition
    self.examples = examples
    self.pool = pool
  }

  /// Runs everything.
  ///
  /// - Throws: as `ExampleTuning.run` and `ExampleExperiment.run`.
  public func run(_ observers: Study.Observers = Study.Observers()) throws -> StudyResult {
    let split = try definition.split.split(examples, seed: definition.seeds[0])
    let options = TrainingOptions(
      pool: pool, memoryLimit: memoryLimit, cancellation: cancellation, device: device)
    return try StudyLoop(definition: definition, options: options, notice: notice).run(file: observers.file) {
      try tune($0, $1, split, file: $2, observe: $3)
    } evaluate: { chosen, options in
      try evaluate(chosen, split, by: options, take: observers.model)
    }
  }

  private func tune(
    _ model: StudyDefinition.Entry, _ search: StudyDefinition.Search, _ split: ExampleSplit,
    file: StudyFile?, observe: @escaping (Trial) -> Void
  ) throws -> TuningResult {
    let carving = definition.validation ?? definition.split.usualValidation(of: split)
    let carved = try carving?.carve(split, of: examples, seed: definition.seeds[0]) ?? split
    var tuning = try ExampleTuning(
      examples: examples, split: split, carved: carved, space: search.space, strategy: search.strategy,
      trials: search.trials, metric: definition.tuneBy, options: options)
    tuning.jobs = jobs
    tuning.memoryLimit = memoryLimit
    tuning.device = device
    tuning.stopping = model.isStopped ? stopping : nil
    return try tuning.run(study: file, isTested: false, observe: observe)
  }

  private func evaluate(
    _ chosen: [ModelSpecification], _ split: ExampleSplit, by training: TrainingOptions,
    take: ((_ name: String, Model) throws -> Void)?
  ) throws -> EvaluationDocument {
    var experiment = ExampleExperiment(
      examples: examples, split: split, specifications: chosen, options: options)
    experiment.names = definition.models.map(\.name)
    experiment.stopping = stopping
    experiment.isStopped = definition.models.map { $0.isStopped && $0.search == nil }
    experiment.baseline = definition.baseline
    return try experiment.run(
      setup: { _ in training },
      observe: { recommender, index in
        guard training.seed == definition.seeds[0], let take else { return }
        try take(definition.models[index].name, model(recommender, split, seed: training.seed))
      }
    ).document
  }

  private var options: EvaluationOptions {
    var options = EvaluationOptions(metrics: definition.metrics, pool: pool)
    options.seed = definition.seeds[0]
    options.cancellation = cancellation
    return options
  }

  /// The study's rule of stopping, on examples.
  private var stopping: ExampleStopping? {
    definition.stopping.map { rule in
      var stopping = ExampleStopping(split: rule.split, metric: rule.metric)
      (stopping.patience, stopping.interval, stopping.refits) = (rule.patience, rule.interval, rule.refits)
      return stopping
    }
  }

  private func model(_ recommender: any Recommender, _ split: ExampleSplit, seed: UInt64) throws -> Model {
    let training = try TrainingData(examples, training: split.training, pool: pool)
    return Model(
      recommender: recommender, data: training,
      metadata: ModelMetadata(
        createdBy: "needletail \(NeedletailVersion.current)", source: examples.source,
        dataFingerprint: training.fingerprint, split: split.definition, seed: seed))
  }
}
