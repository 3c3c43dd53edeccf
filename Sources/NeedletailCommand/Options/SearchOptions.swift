import ArgumentParser
import Needletail

/// What is searched, and how.
struct SearchOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Where the search looks: ranges, log ranges, lists and single values by name.", valueName: "list"))
  var space: String?

  @Option(help: "The strategy.")
  var strategy: Strategy = .tpe

  @Option(
    help: "At most so many trials (default: all of a grid, 24 of coarse-to-fine, 40 of halving, else 30).")
  var trials: Int?

  @Option(help: ArgumentHelp("Keep trials in this file, and go on with it.", valueName: "file"))
  var study: String?

  @Option(help: "Trials that run side by side, as far as --memory allows; results do not depend on it.")
  var jobs = 1

  func validate() throws {
    if let trials, !(1...100_000).contains(trials) {
      throw ValidationError("--trials takes 1 to 100000, not \(trials)")
    }
    guard (1...256).contains(jobs) else { throw ValidationError("--jobs takes 1 to 256, not \(jobs)") }
  }

  /// The space about a model as it was written.
  func space(of model: String, isOfExamples: Bool) throws -> SearchSpaceDefinition {
    try SearchSpaceDefinition(
      ModelSpecification(parsing: model), fixed: ModelSpecification.given(in: model, registry: .standard),
      overrides: space, isOfExamples: isOfExamples)
  }

  /// The strategies, as words of the command line.
  enum Strategy: String, ExpressibleByArgument, CaseIterable {
    case tpe, random, grid, halving
    case coarseToFine = "coarse-to-fine"

    /// The library's kind.
    var kind: StrategyKind {
      switch self {
      case .tpe: .tpe
      case .random: .random
      case .grid: .grid
      case .halving: .halving
      case .coarseToFine: .coarseToFine
      }
    }
  }
}
