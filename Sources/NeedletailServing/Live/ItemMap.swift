import NeedletailCore
import NeedletailData
import NeedletailStore

/// Which row of the catalogue each item of the store has, and the other way round.
///
/// Rows of items that the model knows come first, numbered as the model numbers them; newcomers follow in the
/// order of their coming.
struct ItemMap: Sendable {
  /// The items of the model; nil when all items of the store are the model's, in the order of their coming.
  private let vocabulary: Vocabulary?
  /// The row of each item code; -1 for none, which only happens while a map is made.
  private(set) var rows: [Int32] = []
  /// The item code of each row; -1 for an item of the model that the store never heard of.
  private(set) var codes: [Int32]

  /// A map of the items of a model; those of the store follow by `extend`.
  init(_ vocabulary: Vocabulary?) {
    self.vocabulary = vocabulary
    codes = [Int32](repeating: -1, count: vocabulary?.count ?? 0)
  }

  /// The number of rows.
  var rowCount: Int { codes.count }

  /// Gives rows to all items of the store up to a number of codes.
  ///
  /// - Complexity: O(log n) an item.
  mutating func extend(to count: Int, _ identifiers: Identifiers) {
    guard rows.count < count else { return }
    let ids = vocabulary == nil ? [] : identifiers.itemIDs((rows.count..<count).map { Int32($0) })
    let first = rows.count
    for code in first..<count {
      if let vocabulary, let id = ids[code - first], let row = vocabulary.row(of: id) {
        rows.append(Int32(row))
        codes[row] = Int32(code)
      } else {
        rows.append(Int32(codes.count))
        codes.append(Int32(code))
      }
    }
  }

  /// The row of an item by its id; nil for one that neither the store nor the model knows.
  func row(of id: String, _ identifiers: Identifiers) -> Int32? {
    if let code = identifiers.item(id), Int(code) < rows.count { return rows[Int(code)] }
    return vocabulary?.row(of: id).map { Int32($0) }
  }

  /// The ids of rows.
  func ids(of rows: [Int32], _ identifiers: Identifiers) -> [String] {
    guard let vocabulary else { return identifiers.itemIDs(rows.map { codes[Int($0)] }).map { $0 ?? "" } }
    return rows.map { row in
      if Int(row) < vocabulary.count { return vocabulary.id(Int(row)) }
      return identifiers.itemID(codes[Int(row)]) ?? ""
    }
  }
}
