import Needletail

extension TuneCommand {
  /// Searches on labelled examples.
  func runExamples(
    _ space: SearchSpaceDefinition, _ metric: MetricKey, _ others: [MetricKey], _ study: StudyFile?,
    pool: WorkerPool
  ) throws -> TuningResult {
    let specification = try UsageError.reading("--split") { try SplitSpecification(parsing: split) }
    let examples = try labelled.load(
      data.data, files: specification.files, reading: data.reading, pool: pool)
    let division = try specification.split(examples, seed: settings.seed)
    let carving = try UsageError.reading("--validation") {
      try options.validation.map { $0 == "own" ? nil : try SplitSpecification(parsing: $0) }
        ?? specification.usualValidation(of: division)
    }
    let carved = try carving?.carve(division, of: examples, seed: settings.seed) ?? division
    guard carved.validation != nil else {
      throw UsageError(
        "the split '\(division.definition)' has no validation part of its own; name one by --validation")
    }
    let (strategy, trials) = try search.strategy.kind.strategy(
      space, seed: settings.seed, trials: search.trials)
    var evaluation = EvaluationOptions(metrics: [metric] + others.filter { $0 != metric }, pool: pool)
    evaluation.seed = settings.seed
    evaluation.cancellation = Interruption.cancellation
    var tuning = try ExampleTuning(
      examples: examples, split: division, carved: carved, space: space, strategy: strategy, trials: trials,
      metric: metric, options: evaluation)
    tuning.jobs = search.jobs
    tuning.memoryLimit = settings.memory.map { Int($0 * 1e9) }
    tuning.device = settings.device
    tuning.progress = Terminal.progress(space.base.name)
    tuning.stopping = try stopping.exampleRule(usual: metric)
    return try tuning.run(study: study) {
      Terminal.printError(TuningText.line($0, of: trials, metric: metric))
    }
  }
}
