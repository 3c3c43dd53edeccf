import ArgumentParser
import Needletail

/// `needletail replay DATA --split time:0.2 --models LIST`.
struct ReplayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Replay sessions in time order: what is the running session worth, and what does delay cost?",
    discussion: """
      Models are fitted on the past. Before each event of a later session that takes up an item new to its \
      user, four arms rank the whole catalogue from what was known until then: 'long-term' knows the events \
      before the session, 'folded' knows the session's too and treats them like all others, 'session' knows \
      only them, 'both' blends the first with the session.
      How much the session counts is chosen in the validation period, which ends where the test begins. The \
      lag curve repeats 'both' with the session's events known late.
      """)

  @OptionGroup var data: DataOptions

  @Option(help: "Where the test period begins: time:0.2 or time:2025-06-01.")
  var split = "time:0.2"

  @Option(help: ArgumentHelp("Where in the past the validation period begins.", valueName: "split"))
  var validation = "time:0.15"

  @Option(
    help: ArgumentHelp("Models with their hyper-parameters: popularity,ease(l2=500).", valueName: "list"))
  var models: String

  @Option(help: ArgumentHelp("What is measured; the first one chooses.", valueName: "list"))
  var metrics = "ndcg@20,mrr@20"

  @Option(help: "How events become weights: binary, value, counts(alpha=…), watch(…).")
  var weight = "binary"

  @Option(help: ArgumentHelp("Delays of the session's events, in seconds.", valueName: "list"))
  var lags = "0,10,60,300,1800"

  @Option(help: "At most so many test users, spread evenly; 0 for all.")
  var testUsers = 4000

  @Option(help: "At most so many users in the validation period; 0 for all.")
  var validationUsers = 800

  @OptionGroup var settings: RunOptions
  @OptionGroup var output: OutputOptions

  @Option(help: ArgumentHelp("Write a report for reading, in one HTML file.", valueName: "file.html"))
  var report: String?

  func validate() throws {
    guard testUsers >= 0, validationUsers >= 0 else {
      throw ValidationError("--test-users and --validation-users take 0 or more")
    }
  }

  func run() throws {
    let specifications = try ModelSpecification.list(models)
    let metrics = try MetricKey.list(metrics)
    let delays = try lags.split(separator: ",").map { text in
      guard let seconds = Double(text), seconds >= 0, seconds.isFinite else {
        throw UsageError("--lags: expected seconds, 0 or more, separated by commas; found '\(text)'")
      }
      return seconds
    }
    let pool = settings.pool()
    let data = try self.data.load(pool: pool)
    let weighting = try UsageError.reading("--weight") { try Weighting(parsing: weight) }
    let test = try period(split, "--split", of: data)
    let past = data.before(test.start)
    let validation = try period(self.validation, "--validation", of: past)
    let study = SessionStudy(
      data: data, validationStart: validation.start, testStart: test.start, weighting: weighting,
      metrics: metrics, lags: delays, testUsers: testUsers == 0 ? nil : testUsers,
      validationUsers: validationUsers == 0 ? nil : validationUsers, settings: settings, pool: pool)
    let document = try study.run(specifications, split: test.words, validation: validation.words)
    if let report {
      let command = CommandLine.arguments.dropFirst().map(ShellWord.quoted).joined(separator: " ")
      try JSONOutput.write(
        ReplayReport.html(document, commandLine: "needletail \(command)"), to: report)
    }
    try output.emit(json: document.json(), text: ReplayText.text(document))
    if let report { Terminal.printError("Wrote \(report)") }
  }

  /// When the later part of a division by time begins.
  private func period(
    _ text: String, _ option: String, of data: DataSet
  ) throws -> (start: Int64, words: String) {
    let specification = try UsageError.reading(option) { try SplitSpecification(parsing: text) }
    guard specification.description.hasPrefix("time:") else {
      throw UsageError("\(option): a replay divides by time, as in time:0.2; found '\(text)'")
    }
    let split = try specification.split(data, seed: settings.seed)[0]
    guard let start = split.test.times?.array.min() else {
      throw EvaluationError("\(option) \(text): no event lies in the later part")
    }
    return (start, specification.description)
  }
}

extension DataSet {
  /// The data before a moment.
  func before(_ moment: Int64) -> DataSet {
    var past = self
    past.given = nil
    let times = log.times
    past.log = log.selecting((0..<log.count).filter { (times?[$0] ?? 0) < moment })
    return past
  }
}
