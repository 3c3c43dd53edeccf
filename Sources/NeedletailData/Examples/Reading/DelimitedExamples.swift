import NeedletailMath

/// Takes examples from the records of delimited files, whose columns a schema declares.
final class DelimitedExamples: ExampleParser {
  private let schema: FeatureSchema
  private let delimiter: Delimiter
  private let cells: [(any ExampleCells)?]
  private let labels: LabelCells
  /// The column of each field of the schema in the file that is being read.
  private var columns: [Int] = []
  private var columnCount = 0
  private(set) var count = 0
  var skipped = SkippedRows()

  var quoting: Quoting? { Dialect(delimiter: delimiter, roles: [], names: []).quoting }

  init(schema: FeatureSchema, sample: TextSample, file: String, options: ReadOptions) throws {
    self.schema = schema
    delimiter =
      try options.delimiter.map { try Delimiter(named: $0) } ?? sample.delimiter() ?? .byte(UInt8(ascii: ","))
    let classCount = schema.fields.first { $0.type == .label }?.classCount ?? 2
    let labels = LabelCells(classCount: classCount, allowsMinusOne: false)
    self.labels = labels
    let delimiter = delimiter
    cells = schema.fields.map { field in
      switch field.type {
      case .label: labels
      case .categorical, .user, .item, .group: NameCells()
      case .multiValued(let separator): ListCells(separator: separator)
      case .numeric: NumberCells()
      case .weight: WeightCells()
      case .time: TimeCells(clock: Self.clock(of: field, schema, sample, delimiter, options))
      case .id, .text, .ignored: nil
      }
    }
  }

  /// The unit of the times, from what was said or the first values.
  private static func clock(
    of field: FeatureSchema.Field, _ schema: FeatureSchema, _ sample: TextSample, _ delimiter: Delimiter,
    _ options: ReadOptions
  ) -> ClockReading {
    guard options.timeUnit == .automatic, let first = sample.lines.first else {
      return ClockReading(unit: options.timeUnit)
    }
    let header = TextSample.fields(first, delimiter)
    let column = header.firstIndex(of: field.name) ?? schema.fields.firstIndex(of: field) ?? 0
    let values = sample.lines.compactMap { line -> Int64? in
      let fields = TextSample.fields(line, delimiter)
      return column < fields.count ? Int64(fields[column]) : nil
    }
    return values.isEmpty ? ClockReading(unit: .seconds) : ClockReading(sample: values)
  }

  func begin(_ sample: TextSample, file: String) throws -> Int {
    guard let first = sample.lines.first else { throw DataError(file: file, "expected rows, found none") }
    let line = 1 + sample.comments
    let names = TextSample.fields(first, delimiter)
    columnCount = names.count
    if schema.fields.allSatisfy({ !names.contains($0.name) }) {
      guard schema.fields.count == names.count else {
        throw DataError(
          file: file, line: line,
          "expected the columns of the schema (\(DialectGuess.list(schema.fields.map(\.name)))), found "
            + DialectGuess.list(names))
      }
      columns = Array(schema.fields.indices)
      return sample.comments
    }
    columns = try schema.fields.map { field in
      guard let index = names.firstIndex(of: field.name) else {
        throw DataError(
          file: file, line: line,
          "expected a column '\(field.name)' as the schema says, found \(DialectGuess.list(names))")
      }
      return index
    }
    return sample.comments + 1
  }

  func take(
    _ position: inout UnsafeMutablePointer<UInt8>, end: UnsafeMutablePointer<UInt8>
  ) throws(ExampleRefusal) -> Int {
    var reader = RecordReader(dialect: Dialect(delimiter: delimiter, roles: [], names: []), end: end)
    if reader.skipEmptyLine(&position) { return 1 }
    do throws(RecordReader.Failure) { try reader.read(&position) } catch {
      throw ExampleRefusal(error.message)
    }
    let fields = reader.found
    do throws(ExampleRefusal) {
      guard fields.count == columnCount else {
        throw ExampleRefusal("expected \(columnCount) fields, found \(fields.count)")
      }
      for (index, cell) in cells.enumerated() {
        guard let cell else { continue }
        do throws(ExampleRefusal) { try cell.append(fields[columns[index]]) } catch {
          throw ExampleRefusal("column \(schema.fields[index].name): \(error.message)")
        }
      }
    } catch {
      for cell in cells { cell?.truncate(to: count) }
      var refusal = error
      refusal.lines = reader.lines
      throw refusal
    }
    count += 1
    return reader.lines
  }

  func finish(source: String) throws -> ExampleSet {
    var set = ExampleSet(
      source: source, format: DataFormat.csv.rawValue, labels: SharedBuffer(labels.values),
      classCount: labels.classCount, fields: [], skipped: skipped)
    var groups: (names: Vocabulary, rows: SharedBuffer<Int32>)?
    for (field, cell) in zip(schema.fields, cells) {
      switch cell {
      case let names as NameCells:
        let column = names.finish()
        if field.type == .group {
          groups = column
        } else {
          set.fields.append(.init(field, .categorical(names: column.names, rows: column.rows)))
          if field.type == .user, groups == nil { set.groups = column }
        }
      case let lists as ListCells:
        let column = lists.finish()
        set.fields.append(.init(field, .multiValued(names: column.names, members: column.members)))
      case let numbers as NumberCells:
        set.fields.append(.init(field, .numeric(SharedBuffer(numbers.values))))
      case let times as TimeCells:
        set.times = SharedBuffer(times.values)
        set.clock = times.clock.clock
      case let weights as WeightCells: set.weights = SharedBuffer(weights.values)
      default: break
      }
    }
    if let groups { set.groups = groups }
    guard !set.fields.isEmpty else {
      throw DataError("expected a schema with a field to predict the label from, found none")
    }
    return set
  }
}
