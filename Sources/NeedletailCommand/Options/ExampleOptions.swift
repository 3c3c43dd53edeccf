import ArgumentParser
import FoundationEssentials
import Needletail

/// Whether the data are labelled examples, and how they are read.
struct ExampleOptions: ParsableArguments {
  @Flag(
    help:
      "The data are labelled examples, not interactions: lines 'label index:value …', or delimited fields that --schema declares. Implied by a schema with a label."
  )
  var examples = false

  @Option(
    help: ArgumentHelp(
      "Take interactions for labelled examples, positive by this rule: rating>=4.", valueName: "rule"))
  var label: String?

  /// The schema, when it is one of examples.
  func schema(_ reading: ReadingOptions) throws -> FeatureSchema? {
    guard let path = reading.schema else { return nil }
    let schema = try FeatureSchema(path: path)
    return schema.describesExamples ? schema : nil
  }

  /// Whether a command is asked of examples.
  ///
  /// - Parameter metrics: feature lines are examples also when metrics are asked of them that only predicted clicks
  ///   have, and no other.
  func areMeant(_ reading: ReadingOptions, data path: String, metrics: [MetricKey] = []) throws -> Bool {
    if try examples || label != nil || schema(reading) != nil { return true }
    let ofClicks: Set<MetricFamily> = [.auc, .gauc, .logloss, .ne, .ece, .accuracy]
    let ofProbabilities: Set<MetricFamily> = [.logloss, .ne, .ece, .accuracy]
    return metrics.allSatisfy { ofClicks.contains($0.family) }
      && metrics.contains { ofProbabilities.contains($0.family) } && ExampleReader.areFeatureLines(path)
  }

  /// Reads the examples of DATA, or of the files of a split `files:TRAIN,TEST`, which may lie in DATA.
  func load(
    _ path: String, files: SplitSpecification.FilePaths? = nil, reading: ReadingOptions, pool: WorkerPool
  ) throws -> ExampleSet {
    if let label {
      guard files == nil else { throw UsageError("--label takes no split files:TRAIN,TEST") }
      let rule = try UsageError.reading("--label") { try RatingLabel(parsing: label) }
      return try ExampleSet(reading.load(path, pool: pool), label: rule)
    }
    guard reading.filter == nil, reading.users == nil, reading.items == nil else {
      throw UsageError("labelled examples take no --filter, --users or --items: their fields are in the file")
    }
    let schema = try self.schema(reading)
    if reading.schema != nil, schema == nil {
      throw UsageError("--schema: expected one field of type label and none of type id for labelled examples")
    }
    let options = try reading.options(pool: pool)
    var set: ExampleSet
    if let files {
      guard files.negatives == nil else {
        throw UsageError("files:TRAIN,TEST,NEGATIVES: labelled examples have their own negatives")
      }
      set = try ExampleReader.read(
        training: Self.place(files.training, in: path), test: Self.place(files.test, in: path),
        schema: schema,
        options: options)
      set.source = path
    } else {
      set = try ExampleReader.read(path, schema: schema, options: options)
    }
    if set.skipped.count > 0 {
      Terminal.printError("skipped \(Numbers.grouped(set.skipped.count)) bad rows of \(path), such as")
      for example in set.skipped.examples.prefix(3) { Terminal.printError("  \(example)") }
    }
    return set
  }

  /// A file as it was named, or within the folder of the data.
  private static func place(_ file: String, in folder: String) -> String {
    let within = "\(folder)/\(file)"
    let files = FileManager.default
    return !files.fileExists(atPath: file) && files.fileExists(atPath: within) ? within : file
  }
}
