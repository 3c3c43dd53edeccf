import ArgumentParser
import Needletail

/// `needletail import DATA --to FOLDER`.
struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Turn data into a columnar folder that opens in milliseconds.")

  @OptionGroup var data: DataOptions

  @Option(help: ArgumentHelp("The folder to write.", valueName: "folder"))
  var to: String

  @OptionGroup var settings: RunOptions

  func run() throws {
    let data = try self.data.load(pool: settings.pool())
    try ColumnarFolder.write(data, to: to)
    Terminal.clearProgress()
    let summary = DataSummary(of: data.log)
    print(
      "Wrote \(to): \(Numbers.grouped(summary.interactions)) interactions of "
        + "\(Numbers.grouped(summary.users)) users with \(Numbers.grouped(summary.items)) items")
  }
}
