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
    var searches: [StudyResult.Search] = []
    var chosen: [ModelSpecification] = []
    for model in definition.models {
      guard let search = model.search else {
        chosen.append(model.specification)
        continue
      }
      let (result, best) = try tune(model, search, split, file: observers.file?(model.name))
      searches.append(StudyResult.Search(model: model.name, chosen: best.fullDescription, result: result))
      chosen.append(best)
    }
    var experiment = ExampleExperiment(
      examples: examples, split: split, specifications: chosen, options: options)
    experiment.names = definition.models.map(\.name)
    experiment.stopping = stopping
    experiment.isStopped = definition.models.map { $0.isStopped && $0.search == nil }
    experiment.baseline = definition.baseline
    var documents: [EvaluationDocument] = []
    for seed in definition.seeds {
      notice?("seed \(seed): fitting and measuring \(chosen.count) models")
      let isFirst = seed == definition.seeds[0]
      let (pool, limit, cancellation, device) = (self.pool, memoryLimit, self.cancellation, self.device)
      documents.append(
        try experiment.run(
          setup: { _ in
            TrainingOptions(
              seed: seed, pool: pool, memoryLimit: limit, cancellation: cancellation, device: device)
          },
          observe: { recommender, index in
            guard isFirst, let take = observers.model else { return }
            try take(definition.models[index].name, model(recommender, split, seed: seed))
          }
        ).document)
    }
    return StudyResult(
      title: definition.title, evaluation: documents[0],
      seeds: definition.seeds.count > 1
        ? StudyResult.SeedSummary.summaries(documents, definition.seeds) : nil,
      searches: searches, resolved: definition.resolved(chosen))
  }

  private func tune(
    _ model: StudyDefinition.Entry, _ search: StudyDefinition.Search, _ split: ExampleSplit, file: StudyFile?
  ) throws -> (TuningResult, ModelSpecification) {
    let name = model.name
    let carving = definition.validation ?? definition.split.usualValidation(of: split)
    let carved = try carving?.carve(split, of: examples, seed: definition.seeds[0]) ?? split
    var tuning = try ExampleTuning(
      examples: examples, split: split, carved: carved, space: search.space, strategy: search.strategy,
      trials: search.trials, metric: definition.tuneBy, options: options)
    tuning.jobs = jobs
    tuning.memoryLimit = memoryLimit
    tuning.device = device
    tuning.stopping = model.isStopped ? stopping : nil
    let result = try tuning.run(study: file, isTested: false) { trial in
      let outcome = trial.value.map { "\(definition.tuneBy) \(Float($0))" } ?? trial.error ?? "failed"
      notice?("\(name): trial \(trial.number + 1) of at most \(search.trials), \(outcome)")
    }
    guard let best = result.best else { throw EvaluationError("\(name): every trial failed") }
    return (result, try tuning.specification(of: best))
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
