import NeedletailCore
import NeedletailData
import NeedletailMath

/// Where the trials of a search are fitted and judged: on lists, or on labelled examples.
protocol SearchBench: Sendable {
  /// The number of trials that can run at once.
  var workers: Int { get }
  /// Bytes that the trials running at once may need together.
  var memoryLimit: Int { get }
  /// The bytes that fitting a suggestion needs, by its algorithm's formula.
  func memory(of suggestion: Suggestion) throws -> Int
  /// Fits and judges a suggestion. A fit that cannot be done is a failed trial, not an error.
  ///
  /// - Throws: `CancelledError`, and what no other hyper-parameters would mend.
  func run(_ suggestion: Suggestion, number: Int, worker: Int) throws -> Trial
}

/// The loop of a search: asks the strategy, runs what the study does not have yet, and then, once, reads the test part.
struct SearchLoop {
  /// What the study's file says of the search.
  let header: StudyHeader
  let strategy: any SearchStrategy
  /// At most so many trials.
  let trials: Int
  /// What decides.
  let metric: MetricKey
  let cancellation: Cancellation?

  /// Runs the trials.
  ///
  /// - Parameters:
  ///   - read: fits a trial's model on the whole training part and asks the test part; nil leaves that unread.
  ///   - observe: called after each trial, in order.
  /// - Throws: as `Tuning.run`.
  func run(
    on bench: some SearchBench, study: StudyFile?, observe: ((Trial) -> Void)?,
    reading read: ((Trial) throws -> TestReading)?
  ) throws -> TuningResult {
    var outcomes: [SearchOutcome] = []
    var done: [Trial] = []
    let known = study?.trials ?? []
    let trials = max(self.trials, known.count)
    while done.count < trials {
      try cancellation?.check()
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
    if let read, result.test == nil {
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
    _ batch: [Suggestion], from start: Int, skipping count: Int, _ bench: some SearchBench,
    deliver: (Trial) throws -> Void
  ) throws {
    let rest = Array(batch.dropFirst(count))
    guard !rest.isEmpty else { return }
    let cancellation = cancellation
    try TrialQueue<Trial>.run(
      sizes: try rest.map { try bench.memory(of: $0) }, capacity: bench.memoryLimit, workers: bench.workers,
      job: { index, worker in
        try cancellation?.check()
        return try bench.run(rest[index], number: start + count + index, worker: worker)
      }, deliver: deliver)
  }

  /// How good a trial was, greater is better; nil when it failed.
  private func worth(of trial: Trial) -> Double? {
    trial.value.map { metric.direction == .lower ? -$0 : $0 }
  }
}
