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
    let bench = TrialBench(self, memoryLimit: limit)
    var outcomes: [SearchOutcome] = []
    var done: [Trial] = []
    let known = study?.trials ?? []
    let trials = max(self.trials, known.count)
    while done.count < trials {
      try options.cancellation?.check()
      let batch = Array(strategy.next(after: outcomes).prefix(trials - done.count))
      guard !batch.isEmpty else { break }
      let start = done.count
      for (suggestion, trial) in zip(batch, known.dropFirst(start)) {
        guard trial.model == suggestion.specification.fullDescription, trial.share == suggestion.share else {
          throw EvaluationError(
            "trial \(trial.number) of the study is \(trial.model); this search would try "
              + suggestion.specification.fullDescription)
        }
        done.append(trial)
      }
      if done.count < start + batch.count, study?.test != nil { throw Self.finished(study) }
      try run(batch, from: start, skipping: done.count - start, bench) { trial in
        try study?.append(trial)
        done.append(trial)
        observe?(trial)
      }
      outcomes += zip(batch, done[start...]).map { SearchOutcome($0, worth: worth(of: $1)) }
    }
    var result = TuningResult(study: header, trials: done, test: study?.test, metric: metric)
    guard let best = result.best else {
      throw EvaluationError(
        "all \(done.count) trials failed, the first: \(done.first?.error ?? "no trial was run")")
    }
    if isTested, result.test == nil {
      let test = try read(best)
      try study?.append(test)
      result.test = test
    }
    return result
  }

  private static func finished(_ study: StudyFile?) -> EvaluationError {
    EvaluationError(
      "\(study?.path ?? "the study") has read the test part after \(study?.trials.count ?? 0) trials and is "
        + "finished: more trials need a new file")
  }

  private func run(
    _ batch: [Suggestion], from start: Int, skipping count: Int, _ bench: TrialBench,
    deliver: (Trial) throws -> Void
  ) throws {
    let rest = Array(batch.dropFirst(count))
    guard !rest.isEmpty else { return }
    try TrialQueue<Trial>.run(
      sizes: try rest.map { try bench.memory(of: $0) }, capacity: bench.memoryLimit, workers: bench.workers,
      job: { index, worker in
        try options.cancellation?.check()
        return try bench.run(rest[index], number: start + count + index, worker: worker)
      }, deliver: deliver)
  }

  /// How good a trial was, greater is better; nil when it failed.
  private func worth(of trial: Trial) -> Double? {
    trial.value.map { metric.direction == .lower ? -$0 : $0 }
  }

  /// The specification of a trial with the epochs that it chose.
  public func specification(of trial: Trial) throws -> ModelSpecification {
    let type = type(of: space.base.algorithm)
    let registry = AlgorithmRegistry([type])
    let specification = try ModelSpecification(parsing: trial.model, registry: registry)
    guard let epochs = trial.epochs else { return specification }
    return ModelSpecification(try specification.algorithm.setting(["epochs": .integer(epochs)]))
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
    let model = result.document.models[0]
    return TestReading(
      trial: trial.number, model: specification.fullDescription, metrics: model.metrics,
      fitSeconds: model.fitSeconds, scoreSeconds: model.scoreSeconds)
  }
}
