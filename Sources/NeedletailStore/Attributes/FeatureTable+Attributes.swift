package import NeedletailData
import NeedletailMath
package import NeedletailRetrieval

extension FeatureTable {
  /// Columns from the attributes of each row, in the order of their names.
  ///
  /// An attribute that is a number wherever it is known is a numeric column; one that is a list of texts anywhere
  /// is multi-valued; any other is categorical, with numbers and truths as text, unless `isText` says that the
  /// column is free text, or hardly any two rows share a value.
  /// - Returns: nil when no row has an attribute.
  /// - Complexity: O(n log n) in the number of values.
  package init?(attributes rows: [[String: ItemAttributes.Value]], isText: (String) -> Bool) {
    var columns: [String: [(row: Int, value: ItemAttributes.Value)]] = [:]
    for (row, values) in rows.enumerated() {
      for (name, value) in values { columns[name, default: []].append((row, value)) }
    }
    guard !columns.isEmpty else { return nil }
    let names = columns.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    self.init(
      count: rows.count,
      columns: names.map { name in
        let cells = AttributeCells(count: rows.count, cells: columns[name] ?? [])
        return (name, isText(name) ? cells.text : cells.column)
      })
  }
}

/// The known values of one attribute, by row.
private struct AttributeCells {
  var count: Int
  var cells: [(row: Int, value: ItemAttributes.Value)]

  var column: FeatureTable.Column {
    if cells.allSatisfy({ if case .number = $0.value { true } else { false } }) { return numeric }
    if cells.contains(where: { if case .texts = $0.value { true } else { false } }) { return multiValued }
    let distinct = Set(cells.map { ExactID($0.value.words.first ?? "") }).count
    return distinct * 2 <= max(cells.count, 20) ? categorical : text
  }

  private var numeric: FeatureTable.Column {
    var numbers = [Float](repeating: .nan, count: count)
    for case (let row, .number(let number)) in cells { numbers[row] = Float(number) }
    return .numeric(SharedBuffer(numbers))
  }

  var text: FeatureTable.Column {
    var texts = [String](repeating: "", count: count)
    for (row, value) in cells { texts[row] = value.words.joined(separator: " ") }
    return .text(texts)
  }

  private var categorical: FeatureTable.Column {
    let (names, numbers) = names
    var rows = [Int32](repeating: -1, count: count)
    for (row, value) in cells {
      rows[row] = value.words.first.flatMap { numbers[ExactID($0)] }.map { Int32($0) } ?? -1
    }
    return .categorical(names: names, rows: SharedBuffer(rows))
  }

  private var multiValued: FeatureTable.Column {
    let (names, numbers) = names
    var rows = [[(column: Int, value: Float)]](repeating: [], count: count)
    for (row, value) in cells {
      let members = Set(value.words.compactMap { numbers[ExactID($0)] }).sorted()
      rows[row] = members.map { (column: $0, value: 1) }
    }
    return .multiValued(names: names, members: CSRMatrix(columns: names.count, rows: rows))
  }

  /// The distinct words in the order of ids, and their places.
  private var names: ([String], [ExactID: Int]) {
    let distinct = Set(cells.flatMap { $0.value.words.map { ExactID($0) } })
    let names = distinct.map(\.text).sorted(by: ExternalID.precedes)
    let places = names.enumerated().map { (ExactID($1), $0) }
    return (names, Dictionary(uniqueKeysWithValues: places))
  }
}

extension ItemAttributes.Value {
  /// The value as words of a column of names.
  fileprivate var words: [String] {
    switch self {
    case .text(let text): text.isEmpty ? [] : [text]
    case .truth(let truth): [truth ? "true" : "false"]
    case .texts(let texts): texts.filter { !$0.isEmpty }
    case .number(let number):
      [number.description.hasSuffix(".0") ? String(number.description.dropLast(2)) : number.description]
    }
  }
}
