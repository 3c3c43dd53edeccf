import ArgumentParser
import Needletail

/// `needletail similar MODEL --item ID`.
struct SimilarCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "similar",
    abstract: "The items that a model finds most similar to one.")

  @Argument(help: "The model's folder.")
  var model: String

  @Option(help: ArgumentHelp("The item.", valueName: "id"))
  var item: String

  @Option(name: .customShort("k"), help: ArgumentHelp("How many.", valueName: "count"))
  var count = 10

  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard count >= 1 else { throw ValidationError("-k takes a positive number, not \(count)") }
  }

  func run() throws {
    let model = try Model.open(self.model)
    guard let similar = model.recommender as? any SimilarItems else {
      throw UsageError("the model \(model.specification) has no similarity between items")
    }
    guard let row = model.items.row(of: item) else {
      throw DataError(file: self.model, "the model does not know item '\(item)'")
    }
    let list = try similar.similar(to: ItemRow(row), count: count)
    let listing = RankedListing(list, model: model)
    try output.emit(json: JSONOutput.encode(listing), text: listing.text)
  }
}
