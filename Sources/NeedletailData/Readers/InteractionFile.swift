/// Reads one file of interactions, whatever its format.
struct InteractionFile {
  /// What the rows are, and what their times mean.
  struct Parsed {
    var text: ParsedText
    var format: DataFormat
  }

  let source: RecordSource
  let options: ReadOptions
  private let sample: TextSample

  init(_ stream: any ByteStream, options: ReadOptions) throws {
    source = try RecordSource(stream)
    self.options = options
    sample = TextSample(source.head)
  }

  private var file: String { source.stream.name }

  /// Parses the file as a format, or as what it looks like.
  func parse(as wanted: DataFormat?) throws -> Parsed {
    let given = try options.delimiter.map { try Delimiter(named: $0) }
    let format =
      try wanted
      ?? (options.columns == nil
        ? FormatGuess.format(of: sample, file: file, delimiter: given) : formatWithColumns)
    let (parser, headerLines, clock) = try parser(for: format, delimiter: given)
    source.skipLines(headerLines)
    var text = try TextParsing.parse(source, with: parser, linesBefore: headerLines, options: options)
    text.clock = clock
    return Parsed(text: text, format: format)
  }

  /// Named columns are those of objects, of features or of delimited fields.
  private var formatWithColumns: DataFormat {
    if let format = FormatGuess.featureLines(sample, file: file) { return format }
    return sample.lines.first?.first { !Byte.isBlank($0) } == UInt8(ascii: "{") ? .jsonl : .csv
  }

  private func parser(
    for format: DataFormat, delimiter: Delimiter?
  ) throws -> (any ChunkParser, headerLines: Int, InteractionLog.Clock) {
    switch format {
    case .lists:
      let parser = ListsParser(
        delimiter: delimiter ?? sample.delimiter() ?? .blanks, policy: options.onError)
      return (parser, sample.comments, .milliseconds)
    case .jsonl:
      let (parser, clock) = try JSONLinesGuess(file: file, sample: sample, options: options).parser()
      return (parser, 0, clock)
    case .libfm, .libsvm:
      let places = try options.columns?.featurePlaces() ?? (user: 0, item: 1)
      return (
        FeatureLineParser(user: places.user, item: places.item, policy: options.onError), sample.comments,
        .milliseconds
      )
    case .ncf, .columnar:
      throw DataError(file: file, "expected a folder for format \(format.rawValue), found a file")
    case .csv, .movielens, .atomic, .pairs, .folds:
      let dialect = try dialect(for: format)
      return (
        DelimitedParser(dialect: dialect, policy: options.onError), dialect.headerLines, dialect.clock.clock
      )
    }
  }

  private func dialect(for format: DataFormat) throws -> Dialect {
    let guess = DialectGuess(file: file, sample: sample, options: options)
    guard options.columns == nil else { return try guess.dialect() }
    switch format {
    case .atomic: return try AtomicHeader(file: file, sample: sample).dialect(guess)
    case .folds:
      return try fixed([.user, .item, .value, .time, .fold], .doubleColon, clock: ClockReading(unit: .order))
    case .pairs: return try fixed([.user, .item], sample.delimiter() ?? .blanks, clock: nil)
    default: return try guess.dialect()
    }
  }

  /// A dialect whose columns the format prescribes.
  private func fixed(_ roles: [FieldRole], _ delimiter: Delimiter, clock: ClockReading?) throws -> Dialect {
    Dialect(
      delimiter: try options.delimiter.map { try Delimiter(named: $0) } ?? delimiter,
      headerLines: sample.comments, roles: roles, names: DialectGuess.madeUp(roles),
      clock: clock ?? ClockReading(unit: .seconds))
  }
}
