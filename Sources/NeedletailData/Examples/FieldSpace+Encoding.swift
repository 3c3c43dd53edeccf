import Glibc
import NeedletailMath

extension FieldSpace {
  /// Encodes examples.
  ///
  /// What the training part had not is missing: a name that it did not hold has id 1; of a multi-valued field such
  /// names are left out, and an example without any other has the one entry of id 1. Hashed names are never unseen.
  /// - Parameters:
  ///   - examples: they have every field of the space, of its kind; further ones are ignored.
  ///   - positions: which examples, in which order; nil for all.
  /// - Throws: `DataError` that names the field when the examples have other fields or other classes.
  /// - Complexity: O(examples × fields), and O(names · log names) a field.
  public func encode(_ examples: ExampleSet, _ positions: [Int]? = nil) throws -> ExampleTable {
    guard examples.classCount == classCount else {
      throw DataError("expected labels of \(classCount) classes, found \(examples.classCount)")
    }
    let positions = positions ?? Array(0..<examples.count)
    var table = ExampleTable.Builder(self, count: positions.count)
    for (index, field) in fields.enumerated() {
      try encode(field, at: index, from: examples, positions, into: &table)
    }
    func gather<T>(_ column: SharedBuffer<T>) -> SharedBuffer<T> {
      SharedBuffer(count: positions.count) { target in
        column.withUnsafeBufferPointer { source in
          for (place, position) in positions.enumerated() { target[place] = source[position] }
        }
      }
    }
    return table.finish(
      labels: gather(examples.labels), groups: examples.groups.map { gather($0.rows) },
      times: examples.times.map(gather), weights: examples.weights.map(gather))
  }

  private func encode(
    _ field: Field, at index: Int, from examples: ExampleSet, _ positions: [Int],
    into table: inout ExampleTable.Builder
  ) throws {
    guard let source = examples[field.name] else {
      throw DataError(
        "expected a field '\(field.name)' of examples (\(field.kind)), found "
          + DialectGuess.list(examples.fields.map(\.name)))
    }
    switch (field.values, source.column) {
    case (.categorical(let known), .categorical(let names, let rows)):
      let own = Self.ids(of: names, in: known, field)
      rows.withUnsafeBufferPointer { rows in
        table.write(single: index) { place in
          let row = rows[positions[place]]
          return row < 0 ? field.missingRow : own[Int(row)]
        }
      }
    case (.multiValued(let known), .multiValued(let names, let members)):
      let own = Self.ids(of: names, in: known, field)
      table.write(bag: index) { place, add in
        for entry in members.range(ofRow: positions[place]) {
          let row = own[Int(members.columnIndices[entry])]
          if row != field.missingRow { add(row, members.value(at: entry)) }
        }
      }
    case (.hashed(let hashed), .categorical(let names, let rows)) where !hashed.isMultiValued:
      let own = (0..<names.count).map { field.row(of: names.id($0)) }
      rows.withUnsafeBufferPointer { rows in
        table.write(single: index) { place in
          let row = rows[positions[place]]
          return row < 0 ? field.missingRow : own[Int(row)]
        }
      }
    case (.hashed(let hashed), .multiValued(let names, let members)) where hashed.isMultiValued:
      let own = (0..<names.count).map { field.row(of: names.id($0)) }
      table.write(bag: index) { place, add in
        let entries = members.range(ofRow: positions[place]).map {
          (row: own[Int(members.columnIndices[$0])], value: members.value(at: $0))
        }
        for entry in Field.merged(entries) { add(entry.row, entry.value) }
      }
    case (.bucketed(let bounds), .numeric(let numbers)):
      let buckets = QuantileBuckets(bounds: bounds)
      table.write(single: index) { field.row(ofBucket: numbers[positions[$0]], buckets) }
    case (.numeric(let scale), .numeric(let numbers)):
      table.write(number: index) { scale.transformed(numbers[positions[$0]]) }
    default:
      throw DataError("field '\(field.name)': expected \(field.kind) values, found \(source.kind)")
    }
  }

  /// The global row of each name of a vocabulary.
  private static func ids(of names: Vocabulary, in known: Vocabulary, _ field: Field) -> [Int32] {
    (0..<names.count).map { number in
      known.row(of: names.id(number)).map {
        Int32(field.offset + firstValue + field.number(ofName: $0))
      } ?? field.missingRow
    }
  }
}

extension FieldSpace.Field {
  /// The global row of a name; that of what is missing for one that the training part did not hold.
  public func row(of name: String) -> Int32 {
    switch values {
    case .categorical(let names), .multiValued(let names):
      names.row(of: name).map { Int32(offset + FieldSpace.firstValue + number(ofName: $0)) } ?? missingRow
    case .hashed(let names): Int32(offset + FieldSpace.firstValue + names.row(of: name, field: self.name))
    case .numeric, .bucketed: missingRow
    }
  }

  /// The entries of a bag by ascending row; those that share a row are one, with the sum of their values.
  package static func merged(_ entries: [(row: Int32, value: Float)]) -> [(row: Int32, value: Float)] {
    var merged: [(row: Int32, value: Float)] = []
    for entry in entries.sorted(by: { $0.row < $1.row }) {
      if merged.last?.row == entry.row {
        merged[merged.count - 1].value += entry.value
      } else {
        merged.append(entry)
      }
    }
    return merged
  }

  /// The global row of a number: of its bucket, or of a number that is known.
  public func row(of number: Float) -> Int32 {
    switch values {
    case .bucketed(let bounds): row(ofBucket: number, QuantileBuckets(bounds: bounds))
    case .numeric(let scale):
      scale.transformed(number).isNaN ? missingRow : Int32(offset + FieldSpace.firstValue)
    case .categorical, .multiValued, .hashed: missingRow
    }
  }

  func row(ofBucket number: Float, _ buckets: QuantileBuckets) -> Int32 {
    number.isNaN ? missingRow : Int32(offset + FieldSpace.firstValue + buckets.bucket(of: number))
  }

  /// "categorical", "multi-valued", "numeric".
  var kind: String {
    switch values {
    case .categorical: "categorical"
    case .multiValued: "multi-valued"
    case .hashed(let names): names.isMultiValued ? "multi-valued" : "categorical"
    case .numeric, .bucketed: "numeric"
    }
  }
}

extension ExampleSet.Field {
  /// "categorical", "multi-valued", "numeric".
  var kind: String {
    switch column {
    case .categorical: "categorical"
    case .multiValued: "multi-valued"
    case .numeric: "numeric"
    }
  }
}

extension NumberScale {
  /// A number as models see it; NaN where it is missing.
  public func transformed(_ number: Float) -> Float {
    switch self {
    case .none: number
    case .log: number > -1 ? log1pf(number) : .nan
    case .standard(let mean, let deviation):
      number.isNaN ? .nan : deviation > 0 ? (number - mean) / deviation : 0
    }
  }
}
