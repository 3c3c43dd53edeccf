import NeedletailMath

/// Reads labelled examples: libFM and libSVM lines, delimited files with a schema.
///
/// ```swift
/// let examples = try ExampleReader.read("frappe.test.libfm.gz")
/// ```
///
/// **Lines `label id:value …`.** When all lines have equally many entries, all of value 1, each place of a line is a
/// categorical field: the first is `user`, the second `item` (or as `ReadOptions.columns` says), the others `field3`,
/// `field4`, …; a schema names and types them in their order, its label first. Otherwise there is one multi-valued
/// field, `features`, whose members have values.
///
/// **Labels** are 0 and 1, or -1 and 1 in libFM and libSVM lines; with `classes=C` in the schema 0, …, C − 1.
/// **Empty cells** are missing values. A number that is not finite is an error.
public enum ExampleReader {
  /// Reads a file, or all files of a folder that hold examples.
  ///
  /// Files that are parts by their names (`train.csv`, `x.test.libfm`) give the division of the set.
  /// - Parameters:
  ///   - path: gzip, zstd, UTF-8 and Latin-1 are recognised.
  ///   - schema: what the columns are; needed by delimited files.
  /// - Throws: `DataError` with file and line; `CancelledError`.
  public static func read(
    _ path: String, schema: FeatureSchema? = nil, options: ReadOptions = ReadOptions()
  ) throws -> ExampleSet {
    try read(SourceTree(path: path), schema: schema, options: options)
  }

  /// Reads the training and the test part from two files, as one set with its own division.
  ///
  /// - Throws: `DataError`, also when the files have different fields.
  public static func read(
    training: String, test: String, schema: FeatureSchema? = nil, options: ReadOptions = ReadOptions()
  ) throws -> ExampleSet {
    let files = [(part: UInt8(0), try SourceTree(path: training)), (1, try SourceTree(path: test))]
    return try read(
      files.map { (part: $0.0, stream: try $0.1.open()) }, source: training, schema: schema, options: options)
  }

  /// Whether a file, or the first one of a folder that is named so, has lines `label index:value …`; false for what
  /// cannot be read.
  public static func areFeatureLines(_ path: String) -> Bool {
    guard let tree = try? SourceTree(path: path) else { return false }
    let name = tree.names?.first { ["libfm", "libsvm", "svm"].contains(FileName($0).fileExtension) }
    guard tree.names == nil || name != nil, let source = try? RecordSource(tree.open(name)) else {
      return false
    }
    return featureFormat(TextSample(source.head), file: name ?? path) != nil
  }

  /// Reads a file that is in memory.
  package static func read(
    bytes: [UInt8], name: String, schema: FeatureSchema? = nil, options: ReadOptions = ReadOptions()
  ) throws -> ExampleSet {
    try read(SourceTree(name: name, bytes: bytes), schema: schema, options: options)
  }

  /// Reads a folder of files that are in memory.
  package static func read(
    files: [String: [UInt8]], name: String, schema: FeatureSchema? = nil, options: ReadOptions = ReadOptions()
  ) throws -> ExampleSet {
    try read(SourceTree(name: name, files: files), schema: schema, options: options)
  }

  private static func read(
    _ tree: SourceTree, schema: FeatureSchema?, options: ReadOptions
  ) throws -> ExampleSet {
    guard let names = tree.names else {
      return try read([(nil, try tree.open())], source: tree.name, schema: schema, options: options)
    }
    let extensions: Set<String> = ["csv", "tsv", "txt", "data", "libfm", "libsvm", "svm"]
    let files = names.map { (name: $0, file: FileName($0)) }
      .filter {
        extensions.contains($0.file.fileExtension) && !$0.file.plain.lowercased().hasPrefix("readme")
      }
    guard !files.isEmpty else {
      throw DataError(
        file: tree.name,
        "expected files of examples (.csv, .tsv, .libfm, .libsvm), found \(DialectGuess.list(names))")
    }
    return try read(
      files.map { ($0.file.part?.part, try tree.open($0.name)) }, source: tree.name, schema: schema,
      options: options)
  }

  private static func read(
    _ files: [(part: UInt8?, stream: any ByteStream)], source: String, schema: FeatureSchema?,
    options: ReadOptions
  ) throws -> ExampleSet {
    if let schema, !schema.describesExamples {
      throw DataError("expected a schema with one field of type label and none of type id")
    }
    var parser: (any ExampleParser)?
    var counts: [Int] = []
    for (_, stream) in files {
      let source = try RecordSource(stream)
      let sample = TextSample(source.head)
      let made = try parser ?? self.parser(sample, file: stream.name, schema: schema, options: options)
      parser = made
      let before = made.count
      try ExampleParsing.parse(source, sample, with: made, options: options)
      counts.append(made.count - before)
    }
    guard let parser, parser.count > 0 else {
      if let first = parser?.skipped.examples.first { throw first }
      throw DataError(file: source, "expected examples, found none")
    }
    var set = try parser.finish(source: source)
    let parts = files.compactMap(\.part)
    if parts.count == files.count, parts.contains(0), parts.contains(1) {
      set.parts = SharedBuffer(zip(parts, counts).flatMap { [UInt8](repeating: $0, count: $1) })
    }
    return set
  }

  /// libFM or libSVM by the lines, or by the name alone: a line may have a label and nothing else.
  private static func featureFormat(_ sample: TextSample, file: String) -> DataFormat? {
    if let format = FormatGuess.featureLines(sample, file: file) { return format }
    switch FileName(file).fileExtension {
    case "libfm": return .libfm
    case "libsvm", "svm": return .libsvm
    default: return nil
    }
  }

  private static func parser(
    _ sample: TextSample, file: String, schema: FeatureSchema?, options: ReadOptions
  ) throws -> any ExampleParser {
    let areLines = options.format == .libfm || options.format == .libsvm
    if let format = areLines ? options.format : featureFormat(sample, file: file) {
      return try FeatureLineExamples(format: format, schema: schema, columns: options.columns)
    }
    guard options.format == nil || options.format == .csv else {
      throw DataError(file: file, "expected format csv, libfm or libsvm for examples")
    }
    guard let schema else {
      throw DataError(
        file: file,
        "delimited examples need a schema with a line 'NAME: label' and one for each field (--schema)")
    }
    return try DelimitedExamples(schema: schema, sample: sample, file: file, options: options)
  }
}
