import ArgumentParser
import Needletail

/// `needletail inspect DATA`.
struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "What is in the data, and what looks wrong with it.")

  @OptionGroup var data: DataOptions

  @Option(help: "Look also for leakage between the parts of this split; see 'evaluate --help'.")
  var split: String?

  @OptionGroup(title: "Labelled examples") var labelled: ExampleOptions
  @OptionGroup var settings: RunOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let pool = settings.pool()
    if try labelled.areMeant(data.reading, data: data.data) {
      let examples = try labelled.load(data.data, reading: data.reading, pool: pool)
      let inspection = ExampleInspection(examples)
      try output.emit(json: JSONOutput.encode(inspection), text: inspection.text)
      return
    }
    let data = try self.data.load(pool: pool)
    let split = try split.map {
      try SplitSource.splits($0, of: data, reading: self.data.reading, run: settings, pool: pool)[0]
    }
    let inspection = Inspection(
      source: data.source, format: data.format, summary: DataSummary(of: data.log),
      findings: DataDoctor.examine(data, split: split))
    try output.emit(json: JSONOutput.encode(inspection), text: inspection.text)
  }
}

/// What `inspect` found.
struct Inspection: Encodable {
  let source: String
  let format: String
  let summary: DataSummary
  let findings: [Finding]

  var text: String {
    var table = TextTable([("", .left), ("", .left)])
    table.add(["source", "\(source) (\(format))"])
    table.add(["interactions", Numbers.grouped(summary.interactions)])
    table.add(["users", Numbers.grouped(summary.users)])
    table.add(["items", Numbers.grouped(summary.items)])
    table.add(["density", "\(Numbers.fixed(summary.density * 100, 3))%"])
    if let each = summary.perUser { table.add(["per user", describe(each, 0)]) }
    if let each = summary.perItem { table.add(["per item", describe(each, 0)]) }
    if let values = summary.values { table.add(["values", describe(values, 2)]) }
    if let times = summary.times {
      table.add(["times", "\(Moment.day(times.lowerBound)) to \(Moment.day(times.upperBound))"])
    }
    if !summary.kinds.isEmpty {
      table.add([
        "kinds", summary.kinds.map { "\($0.name) \(Numbers.grouped($0.count))" }.joined(separator: ", "),
      ])
    }
    if let sessions = summary.sessions { table.add(["sessions", Numbers.grouped(sessions)]) }
    return table.text + "\n\n" + FindingsText.text(findings)
  }

  private func describe(_ quantiles: DataSummary.Quantiles, _ decimals: Int) -> String {
    let numbers = [quantiles.minimum, quantiles.median, quantiles.maximum].map { Numbers.fixed($0, decimals) }
    return "\(numbers[0]) to \(numbers[2]), median \(numbers[1]), mean \(Numbers.fixed(quantiles.mean, 2))"
  }
}

/// The doctor's findings as people read them.
enum FindingsText {
  static func text(_ findings: [Finding]) -> String {
    guard !findings.isEmpty else { return "The data doctor found nothing." }
    var lines = ["The data doctor found:"]
    for finding in findings {
      lines.append("  \(finding.severity.rawValue)  \(finding.code.rawValue)  \(finding.message)")
      if !finding.example.isEmpty { lines.append("      for example \(finding.example)") }
    }
    return lines.joined(separator: "\n")
  }
}
