import ArgumentParser
import Needletail

/// `needletail tune DATA --split SPLIT --model NAME`.
struct TuneCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tune",
    abstract: "Search for good hyper-parameters on a part of the training data; read the test part once.",
    discussion: """
      What is searched is declared beside each model; --space changes it: \
      'l2=log(10..10000),dimension=64|128|256,shrinkage=0..100'. What the model is given stays: \
      --model 'ials(dimension=64)'.
      Strategies: tpe, random, grid, halving (of epochs or users), and coarse-to-fine, the advice of the iALS \
      paper.
      With --study the trials are kept in a file; the same command goes on where it was interrupted.
      Labelled examples (libfm, libsvm, csv with a label in --schema) are tuned by --metric auc, logloss and the like.
      """)

  @OptionGroup var data: DataOptions

  @Option(help: "How the data is divided into training and test.")
  var split: String

  @Option(
    help: ArgumentHelp("The model, with the hyper-parameters that stay as they are.", valueName: "spec"))
  var model: String

  @OptionGroup(title: "Search") var search: SearchOptions

  @Option(help: ArgumentHelp("What decides.", valueName: "metric"))
  var metric = "ndcg@10"

  @Option(help: ArgumentHelp("What the test part is asked besides.", valueName: "list"))
  var metrics: String?

  @OptionGroup var options: EvaluationArguments
  @OptionGroup(title: "Stopping") var stopping: StoppingOptions
  @OptionGroup(title: "Labelled examples") var labelled: ExampleOptions
  @OptionGroup var settings: RunOptions
  @OptionGroup var output: OutputOptions

  @Option(help: ArgumentHelp("Write a report for reading, in one HTML file.", valueName: "file.html"))
  var report: String?

  func run() throws {
    let metric = try MetricKey(parsing: metric)
    let others = try metrics.map { try MetricKey.list($0) } ?? []
    let isOfExamples = try labelled.areMeant(data.reading, data: data.data, metrics: [metric] + others)
    let space = try search.space(of: model, isOfExamples: isOfExamples)
    let study = try search.study.map { try StudyFile($0) }
    if let dropped = study?.droppedBytes, dropped > 0 {
      Terminal.printError("\(search.study ?? ""): dropped a last line that was cut off (\(dropped) bytes)")
    }
    let pool = settings.pool()
    let result =
      try isOfExamples
      ? runExamples(space, metric, others, study, pool: pool)
      : runLists(space, metric, others, study, pool: pool)
    if let report {
      let command = CommandLine.arguments.dropFirst().map(ShellWord.quoted).joined(separator: " ")
      try JSONOutput.write(TuningReport.html(result, commandLine: "needletail \(command)"), to: report)
    }
    try output.emit(json: result.json(), text: TuningText.text(result))
    if let report { Terminal.printError("Wrote \(report)") }
  }

  /// Searches on ranked lists.
  private func runLists(
    _ space: SearchSpaceDefinition, _ metric: MetricKey, _ others: [MetricKey], _ study: StudyFile?,
    pool: WorkerPool
  ) throws -> TuningResult {
    let (strategy, trials) = try search.strategy.kind.strategy(
      space, seed: settings.seed, trials: search.trials)
    let data = try self.data.load(pool: pool)
    let (split, carved) = try divide(data, pool: pool)
    let evaluation = try options.evaluation(
      [metric] + others.filter { $0 != metric }, data: data, run: settings, pool: pool)
    var tuning = try Tuning(
      data: data, split: split, carved: carved, space: space, strategy: strategy, trials: trials,
      metric: metric, options: evaluation)
    tuning.jobs = search.jobs
    tuning.memoryLimit = settings.memory.map { Int($0 * 1e9) }
    tuning.device = settings.device
    tuning.progress = Terminal.progress(space.base.name)
    tuning.stopping = try stopping.trialStopping()
    return try tuning.run(study: study) {
      Terminal.printError(TuningText.line($0, of: trials, metric: metric))
    }
  }

  /// The division into training and test, and the same with a validation part.
  private func divide(_ data: DataSet, pool: WorkerPool) throws -> (Split, Split) {
    let splits = try SplitSource.splits(
      split, of: data, reading: self.data.reading, run: settings, pool: pool)
    guard splits.count == 1 else {
      throw UsageError(
        "--split \(split): the training part of one fold holds the test parts of the others; tune on one split"
      )
    }
    let usual = try SplitSpecification(parsing: split).usualValidation
    let specification = try UsageError.reading("--validation") {
      try options.validation.map { $0 == "own" ? nil : try SplitSpecification(parsing: $0) } ?? usual
    }
    let carved = try specification?.carve(splits[0], seed: settings.seed) ?? splits[0]
    guard carved.validation != nil else {
      throw UsageError(
        "the split '\(splits[0].definition)' has no validation part of its own; name one by --validation")
    }
    return (splits[0], carved)
  }
}
