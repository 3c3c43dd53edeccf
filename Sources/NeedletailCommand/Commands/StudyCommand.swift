import ArgumentParser
import FoundationEssentials
import Needletail

/// `needletail study`.
struct StudyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "study",
    abstract: "A whole comparison written down in one file.",
    subcommands: [StudyRunCommand.self])
}

/// `needletail study run FILE.yaml`.
struct StudyRunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Search, fit and measure what a study declares; write results, report and resolved study.",
    discussion: """
      The folder that 'output' names gets results.json, report.html, resolved.yaml and searches/, from which an \
      interrupted run goes on; with 'saveModels: true' also models/.
      Data are a path, or the name of a public data set below the folder that NEEDLETAIL_DATA names; with \
      'examples: true' they are labelled examples, compared by auc, logloss and the like.
      """)

  @Argument(help: "The study, in YAML.")
  var file: String

  @Option(help: ArgumentHelp("The folder of results, instead of the study's.", valueName: "folder"))
  var out: String?

  @Option(help: "Trials of a search that run side by side; results do not depend on it.")
  var jobs = 1

  @Option(help: "Threads of numeric work; results do not depend on it.")
  var threads: Int = WorkerPool.processorCount

  @Option(help: "Memory that fits may use, in GB (default: what the machine has available).")
  var memory: Double?

  @Option(help: DeviceChoice.help, transform: DeviceChoice.reading)
  var device = DeviceChoice.auto

  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard (1...1024).contains(threads) else {
      throw ValidationError("--threads takes 1 to 1024, not \(threads)")
    }
    guard (1...256).contains(jobs) else { throw ValidationError("--jobs takes 1 to 256, not \(jobs)") }
    if let memory, !(memory > 0) { throw ValidationError("--memory takes a positive number of GB") }
  }

  func run() throws {
    let text: String
    do { text = try String(contentsOf: URL(filePath: file), encoding: .utf8) } catch {
      throw DataError(file: file, "cannot be read: \(error)")
    }
    let definition = try StudyDefinition(parsing: text, file: file, registry: .standard)
    let folder = StudyFolder(path: out ?? definition.output)
    try folder.make()
    let pool = WorkerPool(threads: threads)
    let root = ProcessInfo.processInfo.environment["NEEDLETAIL_DATA"]
    let result =
      try definition.isOfExamples
      ? runExamples(definition, folder, root: root, pool: pool)
      : runLists(definition, folder, root: root, pool: pool)
    try folder.write(result, commandLine: "needletail study run \(ShellWord.quoted(file))")
    try output.emit(
      json: result.json(), text: StudyText.text(result, metrics: definition.metrics, folder: folder.path))
  }
  private func runLists(
    _ definition: StudyDefinition, _ folder: StudyFolder, root: String?, pool: WorkerPool
  ) throws -> StudyResult {
    let data = try definition.load(root: root, pool: pool, cancellation: Interruption.cancellation)
    var study = Study(definition, data: data, pool: pool)
    study.jobs = jobs
    study.memoryLimit = memory.map { Int($0 * 1e9) }
    study.device = device
    study.cancellation = Interruption.cancellation
    study.notice = { Terminal.printError($0) }
    return try study.run(folder.observers(savesModels: definition.savesModels))
  }

  private func runExamples(
    _ definition: StudyDefinition, _ folder: StudyFolder, root: String?, pool: WorkerPool
  ) throws -> StudyResult {
    let examples = try definition.loadExamples(
      root: root, pool: pool, cancellation: Interruption.cancellation)
    var study = ExampleStudy(definition, examples: examples, pool: pool)
    study.jobs = jobs
    study.memoryLimit = memory.map { Int($0 * 1e9) }
    study.device = device
    study.cancellation = Interruption.cancellation
    study.notice = { Terminal.printError($0) }
    return try study.run(folder.observers(savesModels: definition.savesModels))
  }
}
