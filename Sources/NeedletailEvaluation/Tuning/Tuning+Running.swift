public import NeedletailCore
import NeedletailData
import NeedletailMath

extension Tuning {
  /// Runs the trials that a study does not have yet, and then, once, reads the test part.
  ///
  /// - Parameters:
  ///   - study: where trials are kept and resumed from; nil keeps them in memory only.
  ///   - isTested: whether the test part is read after the last trial; a study that has read it is finished.
  ///   - observe: called after each trial, in order.
  /// - Throws: `EvaluationError` when every trial failed; `DataError` when the study is of another search;
  ///   `CancelledError`, and the study then holds all trials that were finished.
  public func run(
    study: StudyFile? = nil, isTested: Bool = true, observe: ((Trial) -> Void)? = nil
  ) throws -> TuningResult {
    let header = self.header
    try study?.begin(header)
    let limit = memoryLimit ?? AvailableMemory.current() ?? .max
    return try SearchLoop(
      header: header, strategy: strategy, trials: trials, metric: metric, cancellation: options.cancellation
    ).run(
      on: TrialBench(self, memoryLimit: limit), study: study, observe: observe,
      reading: isTested ? { try read($0) } : nil)
  }

  /// The specification of a trial with the epochs that it chose.
  public func specification(of trial: Trial) throws -> ModelSpecification {
    try space.specification(of: trial)
  }

  /// Fits a trial's model on the whole training part and asks the test part.
  private func read(_ trial: Trial) throws -> TestReading {
    let specification = try specification(of: trial)
    var experiment = Experiment(
      data: data, splits: [split], specifications: [specification], options: options)
    if !experiment.options.metrics.contains(metric) { experiment.options.metrics.insert(metric, at: 0) }
    let (limit, progress, device) = (memoryLimit, progress, device)
    let (seed, pool, cancellation) = (options.seed, options.pool, options.cancellation)
    let result = try experiment.run { _ in
      TrainingOptions(
        seed: seed, pool: pool, memoryLimit: limit, progress: progress, cancellation: cancellation,
        device: device)
    }
    return TestReading(trial, specification, result)
  }
}

extension TestReading {
  /// What the test part said of the only model of an experiment.
  init(_ trial: Trial, _ specification: ModelSpecification, _ result: ExperimentResult) {
    let model = result.document.models[0]
    self.init(
      trial: trial.number, model: specification.fullDescription, metrics: model.metrics,
      fitSeconds: model.fitSeconds, scoreSeconds: model.scoreSeconds)
  }
}

extension SearchSpaceDefinition {
  /// The specification of a trial with the epochs that it chose.
  func specification(of trial: Trial) throws -> ModelSpecification {
    let registry = AlgorithmRegistry([type(of: base.algorithm)])
    let specification = try ModelSpecification(parsing: trial.model, registry: registry)
    guard let epochs = trial.epochs else { return specification }
    return ModelSpecification(try specification.algorithm.setting(["epochs": .integer(epochs)]))
  }
}
