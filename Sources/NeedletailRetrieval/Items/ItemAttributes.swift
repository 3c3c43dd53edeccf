public import NeedletailData
import NeedletailMath

/// What rules know of items: named, typed attributes by row.
///
/// An immutable value; changing one item makes a new value that shares nearly all else with the old one.
///
/// Attributes come from whatever clients attach to items, so nothing is refused. An attribute has the type of the
/// first value that is known of it (in the order of rows, or of changes), and keeps it; a value of another type is
/// unknown, except that texts and lists of texts together are lists of texts. Not a number, infinite numbers, empty
/// texts, texts longer than `textLimit`, and lists without texts are unknown. Of a list the first `listLimit`
/// texts count, each once. Names beyond the first `attributeLimit` are not kept.
///
/// ```swift
/// let films = ItemAttributes(values: [["genre": .texts(["drama"]), "year": .number(2011)]])
/// films["year", 0]  // .number(2011)
/// ```
public struct ItemAttributes: Sendable {
  /// The longest text that is known, in bytes of UTF-8.
  public static let textLimit = 256
  /// The longest list that is known.
  public static let listLimit = 1_024
  /// How many attributes there may be.
  public static let attributeLimit = 1_024

  /// The number of item rows.
  public private(set) var count: Int
  private(set) var columns: [ItemColumn] = []
  private var places: [String: Int] = [:]

  /// The value of one attribute of one item.
  public enum Value: Sendable, Hashable {
    /// Text.
    case text(String)
    /// A number.
    case number(Double)
    /// True or false.
    case truth(Bool)
    /// Any number of texts.
    case texts([String])
  }

  /// The type of an attribute.
  public enum Kind: String, Sendable, Hashable {
    /// Text.
    case text
    /// A number.
    case number
    /// True or false.
    case truth
    /// Any number of texts.
    case texts
  }

  /// Attributes from declared columns; a categorical column gives texts, a multi-valued one lists of texts.
  ///
  /// - Parameter table: over `count` rows, or nil for items of which nothing is known. Rows behind `count` are left
  ///   out, and rows that the table lacks are unknown.
  public init(count: Int, table: FeatureTable?) {
    precondition(count >= 0, "\(count) rows")
    self.count = count
    for (name, column) in table?.columns ?? [] {
      read(column, name: name, rows: min(count, table?.count ?? 0))
    }
  }

  /// Attributes by row.
  public init(values: [[String: Value]]) {
    count = values.count
    for (row, values) in values.enumerated() { change(row, to: values) }
  }

  /// The names of attributes and their types, in the order in which they became known.
  public var names: [(name: String, kind: Kind)] { columns.map { ($0.name, $0.kind) } }

  /// The value of an attribute of an item; nil where it is unknown, and for rows and names that do not exist.
  public subscript(name: String, row: Int) -> Value? {
    guard row >= 0, row < count, let column = column(name) else { return nil }
    return column.value(row)
  }

  /// All that is known of an item; nothing for rows that do not exist.
  public func values(of row: Int) -> [String: Value] {
    guard row >= 0, row < count else { return [:] }
    var values: [String: Value] = [:]
    for column in columns { values[column.name] = column.value(row) }
    return values
  }

  /// The attributes after one item changed, or came (`row == count`): it has these values and no others.
  ///
  /// - Precondition: the row is not negative. Rows between the last one and a new one come without attributes.
  /// - Complexity: O(attributes of the catalogue), and a copy of 1,024 rows of those the item has or had, amortised.
  public func setting(_ row: Int, to values: [String: Value]) -> ItemAttributes {
    setting([(row, values)])
  }

  /// The attributes after several changes, one after the other.
  ///
  /// - Precondition: rows are not negative.
  /// - Complexity: that of one change for the first in each run of 1,024 rows, O(attributes) for others.
  public func setting(_ changes: [(row: Int, values: [String: Value])]) -> ItemAttributes {
    var attributes = self
    for (row, values) in changes { attributes.change(row, to: values) }
    return attributes
  }

  /// The column of an attribute, or nil.
  func column(_ name: String) -> ItemColumn? { places[name].map { columns[$0] } }

  /// Whether a text is known: neither empty nor long.
  static func isUsable(_ text: String) -> Bool { !text.isEmpty && text.utf8.count <= textLimit }

  private mutating func change(_ row: Int, to values: [String: Value]) {
    precondition(row >= 0, "row \(row)")
    count = max(count, row + 1)
    for place in columns.indices { columns[place].set(row, to: values[columns[place].name]) }
    // Names that come together are entered in alphabetical order, not in the dictionary's chance one.
    for name in values.keys.filter({ places[$0] == nil }).sorted() {
      guard let value = values[name], let place = enter(name, value.knownKind) else { continue }
      columns[place].set(row, to: value)
    }
  }

  private mutating func enter(_ name: String, _ kind: Kind?) -> Int? {
    guard let kind, places[name] == nil, columns.count < Self.attributeLimit else { return nil }
    places[name] = columns.count
    columns.append(ItemColumn(name: name, kind: kind))
    return columns.count - 1
  }

  private mutating func read(_ column: FeatureTable.Column, name: String, rows: Int) {
    switch column {
    case .categorical(let names, let codes):
      guard let place = enter(name, .text) else { return }
      for row in 0..<rows where codes[row] >= 0 { columns[place].set(row, to: .text(names[Int(codes[row])])) }
    case .multiValued(let names, let members):
      guard let place = enter(name, .texts) else { return }
      for row in 0..<rows where members.count(ofRow: row) > 0 {
        columns[place].set(row, to: .texts(members.entries(ofRow: row).map { names[Int($0.column)] }))
      }
    case .numeric(let numbers):
      guard let place = enter(name, .number) else { return }
      for row in 0..<rows { columns[place].set(row, to: .number(Double(numbers[row]))) }
    case .text(let texts):
      guard let place = enter(name, .text) else { return }
      for row in 0..<rows { columns[place].set(row, to: .text(texts[row])) }
    }
  }
}

extension ItemAttributes.Value {
  /// The type of a value; nil for one that counts as unknown.
  fileprivate var knownKind: ItemAttributes.Kind? {
    switch self {
    case .number(let number): number.isFinite ? .number : nil
    case .truth: .truth
    case .text(let text): ItemAttributes.isUsable(text) ? .text : nil
    case .texts(let texts): texts.contains(where: ItemAttributes.isUsable) ? .texts : nil
    }
  }
}
