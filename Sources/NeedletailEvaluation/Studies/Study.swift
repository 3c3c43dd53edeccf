public import NeedletailCore
public import NeedletailData
public import NeedletailMath

/// Runs a study: searches first, on training data alone; then every model, for every seed, on the test part.
public struct Study: Sendable {
  /// What is compared.
  public var definition: StudyDefinition
  /// The data that the definition names.
  public var data: DataSet
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
  /// Told what is being done: "ials: trial 3 of 24, ndcg@10 0.1704".
  public var notice: (@Sendable (String) -> Void)?

  /// A study of data.
  public init(_ definition: StudyDefinition, data: DataSet, pool: WorkerPool = WorkerPool()) {
    self.definition = definition
    self.data = data
    self.pool = pool
  }

  /// What happens on the way.
  public struct Observers {
    /// Opens the file of a model's search, by the model's name; nil keeps its trials in memory.
    public var file: ((_ name: String) throws -> StudyFile?)?
    /// Takes each fitted model of the first seed.
    public var model: ((_ name: String, Model) throws -> Void)?
    /// Nothing is watched.
    public init() {}
  }

  /// Runs everything.
  ///
  /// - Throws: as `Tuning.run` and `Experiment.run`.
  public func run(_ observers: Observers = Observers()) throws -> StudyResult {
    let splits = try definition.split.split(data, seed: definition.seeds[0])
    let options = TrainingOptions(
      pool: pool, memoryLimit: memoryLimit, cancellation: cancellation, device: device)
    return try StudyLoop(definition: definition, options: options, notice: notice).run(file: observers.file) {
      try tune($0, $1, splits, file: $2, observe: $3)
    } evaluate: { chosen, options in
      try evaluate(chosen, splits, by: options, take: observers.model)
    }
  }

  private func tune(
    _ model: StudyDefinition.Entry, _ search: StudyDefinition.Search, _ splits: [Split], file: StudyFile?,
    observe: @escaping (Trial) -> Void
  ) throws -> TuningResult {
    guard splits.count == 1 else {
      throw EvaluationError(
        "\(model.name): the training part of one fold holds the test parts of the others; "
          + "searches need a split without folds")
    }
    let carved = try definition.validation?.carve(splits[0], seed: definition.seeds[0]) ?? splits[0]
    var tuning = try Tuning(
      data: data, split: splits[0], carved: carved, space: search.space, strategy: search.strategy,
      trials: search.trials, metric: definition.tuneBy, options: options(curves: false))
    tuning.jobs = jobs
    tuning.memoryLimit = memoryLimit
    tuning.device = device
    if let rule = definition.stopping, model.isStopped { tuning.stopping = .carved(rule) }
    return try tuning.run(study: file, isTested: false, observe: observe)
  }

  private func evaluate(
    _ chosen: [ModelSpecification], _ splits: [Split], by training: TrainingOptions,
    take: ((_ name: String, Model) throws -> Void)?
  ) throws -> EvaluationDocument {
    var experiment = Experiment(
      data: data, splits: splits, specifications: chosen, options: try options(curves: true))
    experiment.names = definition.models.map(\.name)
    experiment.stopping = definition.stopping
    experiment.isStopped = definition.models.map { $0.isStopped && $0.search == nil }
    experiment.baseline = definition.baseline
    return try experiment.run(
      setup: { _ in training },
      observe: { recommender, index, split in
        guard training.seed == definition.seeds[0], splits.count == 1, let take else { return }
        try take(definition.models[index].name, model(recommender, split, seed: training.seed))
      }
    ).document
  }

  private func options(curves: Bool) throws -> EvaluationOptions {
    var options = EvaluationOptions(metrics: definition.metrics, pool: pool)
    options.seed = definition.seeds[0]
    options.weighting = definition.weighting
    options.includeSeen = definition.includeSeen
    options.foldIn = definition.foldIn
    options.userFeatures = data.userFeatures
    options.itemFeatures = data.itemFeatures
    options.breakdowns = definition.groups.attributes
    options.activityBuckets = definition.groups.activity
    options.curves = curves
    options.cancellation = cancellation
    for attribute in definition.groups.attributes ?? [] where data.userFeatures?[attribute] == nil {
      let known = data.userFeatures?.columns.map(\.name).joined(separator: ", ") ?? "none"
      throw EvaluationError("groups: users have no attribute '\(attribute)'; known are \(known)")
    }
    return options
  }

  private func model(_ recommender: any Recommender, _ split: Split, seed: UInt64) -> Model {
    let training = TrainingData(data, log: split.training, weighting: definition.weighting, pool: pool)
    return Model(
      recommender: recommender, data: training,
      metadata: ModelMetadata(
        createdBy: "needletail \(NeedletailVersion.current)", source: data.source,
        dataFingerprint: training.fingerprint, split: split.definition, seed: seed))
  }
}
