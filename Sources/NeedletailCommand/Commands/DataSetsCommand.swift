import ArgumentParser
import FoundationEssentials
import Needletail

/// `needletail datasets`.
struct DataSetsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "datasets",
    abstract: "The public data sets of the published figures: sources, terms, counts.",
    discussion: """
      Local copies are looked for in the folder that the environment variable NEEDLETAIL_DATA names, each in \
      a folder of its own, and checked by their counts.
      """)

  @Argument(help: "Only this data set.")
  var name: String?

  @OptionGroup var settings: RunOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let pool = settings.pool()
    let sets = PublicDataSet.all.filter { name == nil || $0.name == name }
    guard !sets.isEmpty else {
      throw UsageError(
        "no data set '\(name ?? "")'; known are \(PublicDataSet.all.map(\.name).joined(separator: ", "))")
    }
    let listings = sets.map { DataSetListing($0, copy: LocalCopy.check($0, pool: pool)) }
    try output.emit(
      json: JSONOutput.encode(listings), text: listings.map(\.text).joined(separator: "\n\n"))
  }
}

/// A public data set and the state of its local copy.
struct DataSetListing: Encodable {
  let dataSet: PublicDataSet
  let copy: String

  init(_ dataSet: PublicDataSet, copy: String) {
    self.dataSet = dataSet
    self.copy = copy
  }

  var text: String {
    """
    \(dataSet.name): \(dataSet.summary)
      counts  \(Numbers.grouped(dataSet.users)) users, \(Numbers.grouped(dataSet.items)) items, \
    \(Numbers.grouped(dataSet.interactions)) interactions
      source  \(dataSet.source)
      terms   \(dataSet.terms)
      copy    \(copy)
    """
  }
}

/// The local copy of a public data set.
enum LocalCopy {
  /// What is to be said of it: absent, right, or how it differs.
  static func check(_ dataSet: PublicDataSet, pool: WorkerPool) -> String {
    guard let root = ProcessInfo.processInfo.environment["NEEDLETAIL_DATA"] else {
      return "not looked for: NEEDLETAIL_DATA is not set"
    }
    let folder = "\(root)/\(dataSet.name)"
    guard FileManager.default.fileExists(atPath: folder) else { return "none in \(root)" }
    let path = dataSet.path.isEmpty ? folder : "\(folder)/\(dataSet.path)"
    do {
      let log = try DataReader.read(path, options: ReadOptions(pool: pool)).log
      let summary = DataSummary(of: log)
      if (summary.users, summary.items, summary.interactions)
        == (dataSet.users, dataSet.items, dataSet.interactions)
      {
        return "\(path), counts agree"
      }
      return "\(path) differs: \(Numbers.grouped(summary.users)) users, "
        + "\(Numbers.grouped(summary.items)) items, \(Numbers.grouped(summary.interactions)) interactions"
    } catch {
      return "\(path) cannot be read: \(error)"
    }
  }
}
