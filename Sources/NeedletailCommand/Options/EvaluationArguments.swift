import ArgumentParser
import Needletail

/// How models are asked and measured.
struct EvaluationArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Measure on a part carved from the training part by this split, or on the split's own ('own'); the test part stays untouched.",
      valueName: "split"))
  var validation: String?

  @Option(help: "How events become weights: binary, value, counts(alpha=…), watch(…).")
  var weight = "binary"

  @Flag(help: "Treat every user as a stranger: models with user parameters fold the history in.")
  var foldIn = false

  @Flag(help: "Rank also what the history holds already.")
  var includeSeen = false

  @Option(help: ArgumentHelp("Rank only items of this file, one id a line.", valueName: "file"))
  var candidates: String?

  @Option(help: ArgumentHelp("Rank no item of this file, one id a line.", valueName: "file"))
  var exclude: String?

  @Option(help: ArgumentHelp("Break results down by this user attribute.", valueName: "attribute"))
  var by: String?

  /// Replaces each split by one within its training part, if that was asked for.
  func carve(into splits: inout [Split], run: RunOptions) throws {
    guard let validation else { return }
    let specification =
      validation == "own"
      ? nil : try UsageError.reading("--validation") { try SplitSpecification(parsing: validation) }
    splits = try splits.map { split in
      let carved = try specification?.carve(split, seed: run.seed) ?? split
      guard let own = carved.validationSplit else {
        throw UsageError(
          "--validation own: the split '\(split.definition)' has no validation part of its own")
      }
      return own
    }
  }

  /// The options of the evaluator.
  func evaluation(
    _ metrics: [MetricKey], data: DataSet, run: RunOptions, pool: WorkerPool
  ) throws -> EvaluationOptions {
    var options = EvaluationOptions(metrics: metrics, pool: pool)
    options.seed = run.seed
    options.weighting = try UsageError.reading("--weight") { try Weighting(parsing: weight) }
    options.includeSeen = includeSeen
    options.foldIn = foldIn
    options.candidates = try candidates.map { try ItemFile.rows($0, of: data.log.items) }
    options.excludedItems = try exclude.map { try ItemFile.rows($0, of: data.log.items) } ?? []
    options.userFeatures = data.userFeatures
    options.itemFeatures = data.itemFeatures
    options.breakdowns = try by.map { attribute in
      guard let table = data.userFeatures, table[attribute] != nil else {
        let known = data.userFeatures?.columns.map(\.name).joined(separator: ", ") ?? "none"
        throw UsageError("--by \(attribute): no such attribute of users; known are \(known)")
      }
      return [attribute]
    }
    options.cancellation = Interruption.cancellation
    let report = Terminal.progress("measuring")
    options.progress = { report(Progress(stage: "batch", completed: $0, total: $1)) }
    return options
  }
}
