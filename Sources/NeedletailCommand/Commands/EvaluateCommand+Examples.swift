import Needletail

extension EvaluateCommand {
  /// Evaluates click-through models on labelled examples.
  func runExamples(_ specifications: [ModelSpecification], _ metrics: [MetricKey], pool: WorkerPool) throws {
    guard let split else { throw UsageError("--split says how labelled examples are divided") }
    let specification = try UsageError.reading("--split") { try SplitSpecification(parsing: split) }
    let examples = try labelled.load(
      data.data, files: specification.files, reading: data.reading, pool: pool)
    var division = try specification.split(examples, seed: settings.seed)
    if let validation = options.validation {
      let carved =
        try validation == "own"
        ? division
        : UsageError.reading("--validation") { try SplitSpecification(parsing: validation) }
          .carve(division, of: examples, seed: settings.seed)
      guard let own = carved.validationSplit else {
        throw UsageError(
          "--validation own: the split '\(division.definition)' has no validation part of its own")
      }
      division = own
    }
    var evaluation = EvaluationOptions(metrics: metrics, pool: pool)
    evaluation.seed = settings.seed
    evaluation.cancellation = Interruption.cancellation
    var experiment = ExampleExperiment(
      examples: examples, split: division, specifications: specifications, options: evaluation)
    experiment.stopping = try stopping.exampleRule()
    let settings = settings
    let document = try experiment.run { settings.training($0, pool: pool) }.document
    try emit(document, metrics: metrics)
  }

  /// Writes the report and the result.
  func emit(_ document: EvaluationDocument, metrics: [MetricKey]) throws {
    if let report {
      let command = CommandLine.arguments.dropFirst().map(ShellWord.quoted).joined(separator: " ")
      try JSONOutput.write(Report.html(document, commandLine: "needletail \(command)"), to: report)
    }
    try output.emit(json: document.json(), text: EvaluationText.text(document, metrics: metrics))
    if let report { Terminal.printError("Wrote \(report)") }
  }
}
