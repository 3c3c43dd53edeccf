import Glibc
import NeedletailMath

/// Makes columns over the rows of a vocabulary from the records of a file.
struct FeatureTableAssembly {
  private let table: RecordTable
  private let schema: FeatureSchema
  private let vocabulary: Vocabulary
  /// The column of each field of the schema.
  private let columns: [Int]

  init(_ table: RecordTable, schema: FeatureSchema, vocabulary: Vocabulary) throws {
    self.table = table
    self.schema = schema
    self.vocabulary = vocabulary
    if !table.hasHeader || schema.fields.allSatisfy({ !table.names.contains($0.name) }) {
      guard !table.hasHeader, schema.fields.count <= table.names.count else {
        throw DataError(
          file: table.file, line: 1,
          "expected the columns of the schema (\(DialectGuess.list(schema.fields.map(\.name)))), "
            + "found \(DialectGuess.list(table.names))")
      }
      columns = Array(schema.fields.indices)
      return
    }
    columns = try schema.fields.map { field in
      guard let index = table.names.firstIndex(of: field.name) else {
        throw DataError(
          file: table.file, line: 1,
          "expected a column '\(field.name)' as the schema says, found \(DialectGuess.list(table.names))")
      }
      return index
    }
  }

  func report(inferred: Bool) throws -> FeatureTableReader.Report {
    guard let id = schema.fields.firstIndex(where: { $0.type == .id }) else {
      throw DataError(file: table.file, "expected a field of type id in the schema")
    }
    var unknown = 0
    var repeated = 0
    // The record of each row of the vocabulary.
    var records = [Int](repeating: -1, count: vocabulary.count)
    let needed = (columns.max() ?? 0) + 1
    for (number, record) in table.records.enumerated() {
      guard record.fields.count >= needed else {
        throw DataError(
          file: table.file, line: record.line,
          "expected \(table.names.count) fields, found \(record.fields.count)")
      }
      guard let row = vocabulary.row(of: record.fields[columns[id]]) else {
        unknown += 1
        continue
      }
      if records[row] < 0 { records[row] = number } else { repeated += 1 }
    }
    let made = try zip(schema.fields, columns).compactMap { field, column in
      try self.column(field, column, records).map { (name: field.name, column: $0) }
    }
    return .init(
      table: FeatureTable(count: vocabulary.count, columns: made), schema: schema, isInferred: inferred,
      unknownIDs: unknown, repeatedIDs: repeated)
  }

  private func column(
    _ field: FeatureSchema.Field, _ column: Int, _ records: [Int]
  ) throws -> FeatureTable.Column? {
    let cells = records.lazy.map { $0 < 0 ? "" : table.records[$0].fields[column] }
    switch field.type {
    case .id, .ignored: return nil
    case .user, .item, .group, .time, .weight:
      throw DataError(
        file: table.file,
        "field '\(field.name)': type \(FeatureSchema.name(of: field.type)) is for examples, not for a table of attributes"
      )
    case .text: return .text(Array(cells))
    case .label: return .numeric(try numbers(field, column, records, .none))
    case .numeric(.bucket(let count)):
      return Self.buckets(try numbers(field, column, records, .none), count: count)
    case .numeric(let transform): return .numeric(try numbers(field, column, records, transform))
    case .categorical:
      let names = Self.ordered(Set(cells.filter { !$0.isEmpty }))
      let numbers = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, Int32($0)) })
      return .categorical(names: names, rows: SharedBuffer(cells.map { numbers[$0] ?? -1 }))
    case .multiValued(let separator):
      let lists = Array(cells).map { Self.split($0, separator) }
      let names = Self.ordered(Set(lists.joined()))
      let numbers = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
      let rows = lists.map { list in
        Set(list).compactMap { numbers[$0] }.map { (column: $0, value: Float(1)) }
      }
      return .multiValued(names: names, members: CSRMatrix(columns: names.count, rows: rows))
    }
  }

  private static func ordered(_ names: Set<String>) -> [String] { names.sorted(by: ExternalID.precedes) }

  private static func split(_ text: String, _ separator: String) -> [String] {
    let wanted = Array(separator.utf8)
    var parts: [String] = []
    var part: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.first {
      if rest.starts(with: wanted) {
        parts.append(String(decoding: part, as: UTF8.self))
        part.removeAll()
        rest = rest.dropFirst(wanted.count)
      } else {
        part.append(byte)
        rest = rest.dropFirst()
      }
    }
    parts.append(String(decoding: part, as: UTF8.self))
    return parts.filter { !$0.isEmpty }
  }

  private func numbers(
    _ field: FeatureSchema.Field, _ column: Int, _ records: [Int], _ transform: FeatureSchema.Transform
  ) throws -> SharedBuffer<Float> {
    let values = try records.map { number -> Float in
      guard number >= 0 else { return .nan }
      let record = table.records[number]
      let text = record.fields[column]
      guard !text.isEmpty else { return .nan }
      guard let value = Float(text), value.isFinite else {
        throw DataError(
          file: table.file, line: record.line,
          "column \(field.name): expected a finite number, found '\(text.prefix(40))'")
      }
      return value
    }
    return SharedBuffer(Self.transformed(values, transform))
  }

  /// Quantiles of a column as names "1", "2", …, the lowest first.
  private static func buckets(_ values: SharedBuffer<Float>, count: Int) -> FeatureTable.Column {
    let buckets = QuantileBuckets(of: values.array.filter { !$0.isNaN }, count: count)
    let rows = values.array.map { $0.isNaN ? -1 : Int32(buckets.bucket(of: $0)) }
    return .categorical(names: (1...buckets.count).map(String.init), rows: SharedBuffer(rows))
  }

  private static func transformed(_ values: [Float], _ transform: FeatureSchema.Transform) -> [Float] {
    switch transform {
    case .none, .bucket: return values
    case .log: return values.map { $0 > -1 ? log1pf($0) : .nan }
    case .standard:
      let known = values.lazy.filter { !$0.isNaN }.map { Double($0) }
      let count = Double(max(1, known.count))
      let mean = known.reduce(0, +) / count
      let deviation = (known.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count).squareRoot()
      return values.map { deviation > 0 ? Float((Double($0) - mean) / deviation) : $0.isNaN ? .nan : 0 }
    }
  }
}
