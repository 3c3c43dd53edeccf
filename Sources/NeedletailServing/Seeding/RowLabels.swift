import NeedletailData
import NeedletailMath

/// The attributes of one row of a feature table as the labels that clients would give.
struct RowLabels: Sendable {
  private let columns: [(name: String, column: FeatureTable.Column)]

  /// - Parameter omitted: columns that go elsewhere.
  init(_ table: FeatureTable?, omitting omitted: Set<String> = []) {
    columns = table?.columns.filter { !omitted.contains($0.name) } ?? []
  }

  /// The labels of a row; null when nothing is known.
  func labels(of row: Int) -> JSONValue {
    let members = columns.compactMap { name, column in
      Self.value(of: column, row).map { JSONValue.Member(name, $0) }
    }
    return members.isEmpty ? .null : .object(members)
  }

  /// The value in a column; nil where it is unknown.
  static func value(of column: FeatureTable.Column, _ row: Int) -> JSONValue? {
    switch column {
    case .categorical(let names, let rows):
      return rows[row] < 0 ? nil : .string(names[Int(rows[row])])
    case .multiValued(let names, let members):
      let range = members.range(ofRow: row)
      return range.isEmpty ? nil : .array(range.map { .string(names[Int(members.columnIndices[$0])]) })
    case .numeric(let numbers):
      let number = Double(numbers[row])
      guard number.isFinite else { return nil }
      return Int64(exactly: number).map { .integer($0) } ?? .number(number)
    case .text(let texts): return texts[row].isEmpty ? nil : .string(texts[row])
    }
  }
}
