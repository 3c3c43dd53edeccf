public import NeedletailData
import NeedletailMath

/// The declared attributes of items as sets of numbered categories, for the diversity and the calibration of
/// lists.
public struct ItemCategories: Sendable {
  /// Which columns of the table they come from.
  public let columns: [String]
  /// The number of categories.
  public let count: Int
  private let offsets: [Int]
  private let members: [Int32]

  /// Categories of items, each item's ascending.
  ///
  /// - Precondition: categories lie in `0..<count`.
  public init(_ categories: [[Int32]], count: Int, columns: [String] = []) {
    var offsets = [0]
    var members: [Int32] = []
    for item in categories {
      precondition(item.allSatisfy { $0 >= 0 && $0 < count }, "categories outside 0..<\(count)")
      members += item.sorted()
      offsets.append(members.count)
    }
    self.columns = columns
    self.count = count
    self.offsets = offsets
    self.members = members
  }

  /// All categorical and multi-valued columns of a table, or one of them by name; nil when there is none.
  public init?(_ table: FeatureTable, column only: String? = nil) {
    var categories = [[Int32]](repeating: [], count: table.count)
    var columns: [String] = []
    var count: Int32 = 0
    for (name, column) in table.columns where only == nil || only == name {
      switch column {
      case .categorical(let names, let rows):
        for item in 0..<table.count where rows[item] >= 0 { categories[item].append(count + rows[item]) }
        count += Int32(names.count)
      case .multiValued(let names, let matrix):
        for item in 0..<table.count {
          for (member, _) in matrix.entries(ofRow: item) { categories[item].append(count + Int32(member)) }
        }
        count += Int32(names.count)
      case .numeric, .text: continue
      }
      columns.append(name)
    }
    guard !columns.isEmpty else { return nil }
    self.init(categories, count: Int(count), columns: columns)
  }

  /// The column that calibration speaks of when none is named: the first multi-valued one (genres, tags), else
  /// the first categorical one.
  public static func principalColumn(of table: FeatureTable) -> String? {
    for case (let name, .multiValued) in table.columns { return name }
    for case (let name, .categorical) in table.columns { return name }
    return nil
  }

  /// The categories of an item, ascending.
  public func categories(of item: Int32) -> ArraySlice<Int32> {
    members[offsets[Int(item)]..<offsets[Int(item) + 1]]
  }

  /// 1 − cosine of the category sets of two items; nil when either has none.
  public func distance(_ first: Int32, _ second: Int32) -> Double? {
    let a = categories(of: first)
    let b = categories(of: second)
    guard !a.isEmpty, !b.isEmpty else { return nil }
    var shared = 0
    var left = a.startIndex
    var right = b.startIndex
    while left < a.endIndex, right < b.endIndex {
      if a[left] == b[right] { shared += 1 }
      let (x, y) = (a[left], b[right])
      if x <= y { left += 1 }
      if y <= x { right += 1 }
    }
    return 1 - Double(shared) / (Double(a.count) * Double(b.count)).squareRoot()
  }
}
