import NeedletailMath

/// Takes examples from lines of libFM and libSVM: `label index:value index:value … # comment`.
final class FeatureLineExamples: ExampleParser {
  private let format: DataFormat
  private let schema: FeatureSchema?
  private let columns: ColumnMapping?
  private let labels: LabelCells
  private var offsets: [Int] = [0]
  private var indices: [Int64] = []
  private var values: [Float] = []
  /// The files, and the example that each begins with.
  private var files: [(name: String, start: Int)] = []
  var skipped = SkippedRows()

  var count: Int { labels.values.count }
  var quoting: Quoting? { nil }

  init(format: DataFormat, schema: FeatureSchema?, columns: ColumnMapping?) throws {
    self.format = format
    self.schema = schema
    self.columns = columns
    let classCount = schema?.fields.first { $0.type == .label }?.classCount ?? 2
    labels = LabelCells(classCount: classCount, allowsMinusOne: true)
    if let schema, schema.fields.first?.type != .label {
      throw DataError("expected the label first in a schema for \(format.rawValue) lines")
    }
  }

  func begin(_ sample: TextSample, file: String) throws -> Int {
    files.append((file, count))
    return 0
  }

  func take(
    _ position: inout UnsafeMutablePointer<UInt8>, end: UnsafeMutablePointer<UInt8>
  ) throws(ExampleRefusal) -> Int {
    var stop = position
    while stop < end, stop.pointee != Byte.newline { stop += 1 }
    var rest = Field(position, count: stop - position)
    position = stop < end ? stop + 1 : end
    guard let label = FeatureLine.nextWord(&rest) else { return 1 }
    let (examples, entries) = (count, indices.count)
    do throws(ExampleRefusal) {
      try labels.append(label)
      while let word = FeatureLine.nextWord(&rest) { try take(word, from: entries) }
    } catch {
      labels.truncate(to: examples)
      indices.removeSubrange(entries...)
      values.removeSubrange(entries...)
      throw error
    }
    offsets.append(indices.count)
    return 1
  }

  private func take(_ word: Field, from start: Int) throws(ExampleRefusal) {
    let (index, value): (Field, Field)
    do throws(FieldStore.Refusal) { (index, value) = try FeatureLine.feature(word) } catch {
      throw ExampleRefusal(error.message)
    }
    guard let number = NumberParsing.integer(index), let weight = NumberParsing.float(value) else {
      throw ExampleRefusal("expected a feature index:value, found \(word.quoted)")
    }
    indices.append(number)
    values.append(weight)
  }

  func finish(source: String) throws -> ExampleSet {
    var set = ExampleSet(
      source: source, format: format.rawValue, labels: SharedBuffer(labels.values),
      classCount: labels.classCount, fields: [], skipped: skipped)
    let width = offsets[1] - offsets[0]
    let isEven = zip(offsets, offsets.dropFirst()).allSatisfy { $1 - $0 == width }
    if isEven, width > 0, values.allSatisfy({ $0 == 1 }) {
      set.fields = try declarations(width).enumerated().map { place, field in
        let own = stride(from: place, to: indices.count, by: width).map { indices[$0] }
        let (names, rows) = Self.numbered(own)
        return .init(field, .categorical(names: names, rows: SharedBuffer(rows)))
      }
      if case .categorical(let names, let rows) = set.field(.user)?.column { set.groups = (names, rows) }
      return set
    }
    if schema != nil || columns != nil || partsAreEven { throw uneven(width) }
    set.fields = [
      .init(.init(name: "features", type: .multiValued(separator: " ")), try members())
    ]
    return set
  }

  /// What the places of a line are.
  private func declarations(_ width: Int) throws -> [FeatureSchema.Field] {
    if let schema {
      let fields = Array(schema.fields.dropFirst())
      guard fields.count == width else {
        throw DataError(
          file: files.first?.name,
          "expected \(fields.count) entries a line as the schema says, found \(width)")
      }
      for field in fields {
        switch field.type {
        case .categorical, .user, .item: break
        default:
          throw DataError(
            "field '\(field.name)': expected categorical, user or item in a schema for \(format.rawValue) lines, found "
              + FeatureSchema.name(of: field.type))
        }
      }
      return fields
    }
    let places = try columns?.featurePlaces() ?? (user: 0, item: 1)
    guard width > 1 else { return [.init(name: "field1", type: .categorical)] }
    guard max(places.user, places.item) < width else {
      throw DataError(
        file: files.first?.name,
        "columns: expected numbers up to \(width), the entries of a line, found \(max(places.user, places.item) + 1)"
      )
    }
    return (0..<width).map { place in
      place == places.user
        ? .init(name: "user", type: .user)
        : place == places.item
          ? .init(name: "item", type: .item) : .init(name: "field\(place + 1)", type: .categorical)
    }
  }

  /// Whether each of several files has equally many entries of value 1 on all its lines: then a field is missing in
  /// one of them.
  private var partsAreEven: Bool {
    guard files.count > 1, values.allSatisfy({ $0 == 1 }) else { return false }
    return files.indices.allSatisfy { number in
      let end = number + 1 < files.count ? files[number + 1].start : count
      let lengths = Set((files[number].start..<end).map { offsets[$0 + 1] - offsets[$0] })
      return lengths.count <= 1
    }
  }

  /// Lines that were declared to have fields do not have them.
  private func uneven(_ width: Int) -> DataError {
    for (number, part) in files.enumerated() {
      let end = number + 1 < files.count ? files[number + 1].start : count
      for example in part.start..<end where offsets[example + 1] - offsets[example] != width {
        return DataError(
          file: part.name,
          "expected \(width) entries a line as in \(files[0].name), found \(offsets[example + 1] - offsets[example])"
        )
      }
    }
    return DataError(file: files.first?.name, "expected entries of value 1 where places of a line are fields")
  }

  /// The lines as rows of members with values.
  private func members() throws -> ExampleSet.Column {
    let (names, rows) = Self.numbered(indices)
    var columns = rows
    var weights = values
    for (example, (start, end)) in zip(offsets, offsets.dropFirst()).enumerated() {
      let order = (start..<end).sorted { rows[$0] < rows[$1] }
      for (place, entry) in zip(start..<end, order) {
        (columns[place], weights[place]) = (rows[entry], values[entry])
        guard place == start || columns[place] != columns[place - 1] else {
          throw DataError(
            file: files.last { $0.start <= example }?.name,
            "expected each index once a line, found \(names.id(Int(columns[place]))) twice")
        }
      }
    }
    let members = CSRMatrix(
      rows: count, columns: names.count, rowOffsets: SharedBuffer(offsets.map { Int64($0) }),
      columnIndices: SharedBuffer(columns),
      values: weights.allSatisfy { $0 == 1 } ? nil : SharedBuffer(weights))
    return .multiValued(names: names, members: members)
  }

  /// Distinct integers as a vocabulary, and the row of each.
  private static func numbered(_ indices: [Int64]) -> (Vocabulary, [Int32]) {
    var distinct: [Int64] = []
    for index in indices.sorted() where index != distinct.last { distinct.append(index) }
    let places = Dictionary(uniqueKeysWithValues: distinct.enumerated().map { ($1, Int32($0)) })
    return (Vocabulary(ascending: SharedBuffer(distinct)), indices.map { places[$0] ?? -1 })
  }
}
