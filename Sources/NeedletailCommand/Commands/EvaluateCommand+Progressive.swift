import Needletail

extension EvaluateCommand {
  /// Compares ways of keeping models up with a stream.
  func runProgressive(_ specifications: [ModelSpecification], pool: WorkerPool) throws {
    let arms = try UsageError.reading("--arms") { try ProgressiveArm.list(stream.arms) }
    let plan = try stream.plan(settings.training("progressive", pool: pool))
    let evaluation = ProgressiveEvaluation(models: specifications, arms: arms, plan: plan)
    let document = try evaluation.run(examples(pool))
    if let report {
      let command = CommandLine.arguments.dropFirst().map(ShellWord.quoted).joined(separator: " ")
      try JSONOutput.write(
        ProgressiveReport.html(document, commandLine: "needletail \(command)"), to: report)
    }
    try output.emit(json: document.json(), text: ProgressiveText.text(document))
    if let report { Terminal.printError("Wrote \(report)") }
  }

  /// The generated stream, or the labelled examples of DATA.
  private func examples(_ pool: WorkerPool) throws -> ExampleSet {
    if let generated = try UsageError.reading("DATA", { try DriftingStream(parsing: data.data) }) {
      return try generated.generate(pool: pool).examples
    }
    return try labelled.load(data.data, reading: data.reading, pool: pool)
  }
}
