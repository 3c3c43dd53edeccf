public import NeedletailCore
public import NeedletailData
import NeedletailMath

/// Small data for models of weights between items.
public enum LinearFixture {
  /// The log of users × items, a string of zeros and ones a user.
  public static func log(_ rows: [String]) -> InteractionLog {
    let items = rows.first?.count ?? 0
    var (users, columns): ([Int32], [Int32]) = ([], [])
    for (user, row) in rows.enumerated() {
      for (item, digit) in row.enumerated() where digit != "0" {
        users.append(Int32(user))
        columns.append(Int32(item))
      }
    }
    return InteractionLog(
      users: Vocabulary(ascending: SharedBuffer((0..<rows.count).map { Int64($0) })),
      items: Vocabulary(ascending: SharedBuffer((0..<items).map { Int64($0) })),
      userRows: SharedBuffer(users), itemRows: SharedBuffer(columns))
  }

  /// The same as numbers.
  public static func doubles(_ rows: [String]) -> [[Double]] { rows.map { $0.map { $0 == "0" ? 0 : 1 } } }

  /// Random users × items.
  public static func random(users: Int, items: Int, density: Double, seed: UInt64) -> [String] {
    var stream = RandomStream(seed: seed)
    return (0..<users).map { _ in
      String((0..<items).map { _ in stream.uniform() < density ? "1" : "0" })
    }
  }

  /// A query of some items, with weight one each.
  public static func query(_ items: [Int]) -> Query { Query(profile: Profile(items.map { ItemRow($0) })) }
}

extension Recommender {
  /// The scores of all items for one history of weight one.
  public func scores(ofItems items: [Int]) throws -> [Float] {
    var scores = Matrix(rows: 1, columns: itemCount)
    try score([LinearFixture.query(items)], candidates: .all, into: &scores)
    return scores.elements.array
  }
}

/// The largest difference between elements of two matrices; infinite when their shapes differ.
public func largestDifference(_ left: [[Float]], _ right: [[Float]]) -> Float {
  guard left.map(\.count) == right.map(\.count) else { return .infinity }
  return zip(left.joined(), right.joined()).reduce(0) { max($0, abs($1.0 - $1.1)) }
}
