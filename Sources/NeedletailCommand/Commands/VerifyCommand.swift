import ArgumentParser
import Needletail

/// `needletail verify MODEL`.
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check a model file: sizes, checksums, that it opens.")

  @Argument(help: "The model's folder.")
  var model: String

  func run() throws {
    let report = try Model.verify(model)
    var table = TextTable([("", .left), ("", .left)])
    for check in report.checks { table.add([check.isIntact ? "intact" : "DAMAGED", check.part]) }
    print("\(model): \(report.specification)\n\(table.text)")
    guard report.isIntact else {
      throw DataError(file: model, "checksums do not hold; restore the model or train it again")
    }
    _ = try Model.open(model)
  }
}
