import ArgumentParser
import Needletail
import NeedletailStore

/// How data is found and read.
struct DataOptions: ParsableArguments {
  @Argument(
    help:
      "A file or folder of interactions, an imported folder, or a server's folder; .gz and .zst are read directly."
  )
  var data: String

  @OptionGroup(title: "Reading")
  var reading: ReadingOptions

  /// Reads, filters and attaches feature tables.
  func load(pool: WorkerPool) throws -> DataSet { try reading.load(data, pool: pool) }
}

/// The options of reading, for commands whose DATA is not the first argument.
struct ReadingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The format, if its content should not be asked: \(DataFormat.allCases.map(\.rawValue).joined(separator: ", ")).",
      valueName: "name"))
  var format: String?

  @Option(
    help: ArgumentHelp(
      "Which column is what, by name or number from 1: user=…,item=…,value=…,time=…,kind=…,session=…,completion=…,dwell=…,intent=….",
      valueName: "list"))
  var columns: String?

  @Option(help: "What a bad row does: stop with its line, or skip and be counted.")
  var onError: OnError = .stop

  @Option(help: "The unit of times, if it should not be guessed: seconds, milliseconds, microseconds.")
  var timeUnit: String?

  @Option(
    help: ArgumentHelp("Keep interactions, in this order: rating>=4,users>=5,items>=20.", valueName: "rules"))
  var filter: String?

  @Option(help: ArgumentHelp("A table of user attributes.", valueName: "file"))
  var users: String?

  @Option(help: ArgumentHelp("A table of item attributes.", valueName: "file"))
  var items: String?

  @Option(help: ArgumentHelp("Declares the columns of the attribute tables.", valueName: "file"))
  var schema: String?

  enum OnError: String, ExpressibleByArgument, CaseIterable { case stop, skip }

  /// Reads a source, attaches feature tables and filters.
  func load(_ path: String, pool: WorkerPool) throws -> DataSet {
    var data =
      try StoreLocation.isAddress(path) || SQLiteStore.isStore(directory: path)
      ? StoreLocation(path).dataSet().data : DataReader.read(path, options: options(pool: pool))
    let schema = try self.schema.map { try FeatureSchema(path: $0) }
    if let users { data.userFeatures = try table(users, of: data.log.users, schema) }
    if let items { data.itemFeatures = try table(items, of: data.log.items, schema) }
    if data.skipped.count > 0 {
      Terminal.printError("skipped \(Numbers.grouped(data.skipped.count)) bad rows of \(path), such as")
      for example in data.skipped.examples.prefix(3) { Terminal.printError("  \(example)") }
    }
    guard let filter else { return data }
    let (filtered, removals) = try UsageError.reading("--filter") { try InteractionFilter(parsing: filter) }
      .apply(to: data)
    for removal in removals {
      Terminal.printError(
        "filter \(removal.step): removed \(Numbers.grouped(removal.interactions)) interactions, "
          + "\(Numbers.grouped(removal.users)) users, \(Numbers.grouped(removal.items)) items")
    }
    return filtered
  }

  /// A table of attributes; says what its columns were taken for when no schema was given.
  private func table(
    _ path: String, of vocabulary: Vocabulary, _ schema: FeatureSchema?
  ) throws -> FeatureTable {
    let report = try FeatureTableReader.report(path, vocabulary: vocabulary, schema: schema)
    if report.isInferred {
      let columns = report.schema.description.split(separator: "\n").joined(separator: "; ")
      Terminal.printError("\(path): columns taken for \(columns). Declare them with --schema")
    }
    if report.unknownIDs > 0 {
      Terminal.printError(
        "\(path): \(Numbers.grouped(report.unknownIDs)) rows with ids that have no interaction")
    }
    return report.table
  }

  /// The options of the library's reader.
  func options(pool: WorkerPool) throws -> ReadOptions {
    var options = ReadOptions(pool: pool)
    if let format {
      guard let known = DataFormat(rawValue: format) else {
        throw UsageError(
          "unknown format '\(format)'; known are \(DataFormat.allCases.map(\.rawValue).joined(separator: ", "))"
        )
      }
      options.format = known
    }
    options.columns = try columns.map { text in
      try UsageError.reading("--columns") { try ColumnMapping(parsing: text) }
    }
    options.onError = onError == .skip ? .skip : .stop
    if let timeUnit {
      guard let unit = ReadOptions.TimeUnit(rawValue: timeUnit) else {
        throw UsageError(
          "unknown time unit '\(timeUnit)'; known are \(ReadOptions.TimeUnit.allCases.map(\.rawValue).joined(separator: ", "))"
        )
      }
      options.timeUnit = unit
    }
    options.cancellation = Interruption.cancellation
    let report = Terminal.progress("reading")
    options.progress = { taken, total in
      report(Progress(stage: "megabyte", completed: taken / 1_000_000, total: (total ?? taken) / 1_000_000))
    }
    return options
  }
}
