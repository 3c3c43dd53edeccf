public import NeedletailMath

/// A part of the catalogue by popularity in training.
public enum PopularityStratum: UInt8, Sendable, Hashable, CaseIterable {
  /// The most popular items that hold the first half of the training interactions.
  case head
  /// The next items, up to four fifths of the interactions.
  case middle
  /// The rest: the long tail, items without interactions included.
  case tail

  /// Which items, in words.
  public var definition: String {
    switch self {
    case .head: "head (most popular items that hold 50 % of training interactions)"
    case .middle: "middle (items between 50 % and 80 % of training interactions by popularity)"
    case .tail: "long tail (items outside the most popular that hold 80 % of training interactions)"
    }
  }
}

/// How many training users each item has, and what follows from it.
public struct ItemPopularity: Sendable {
  /// The number of distinct training users of each item.
  public let userCounts: [Int]
  /// The number of users with at least one training interaction.
  public let users: Int
  /// The number of user-item pairs of training: the sum of `userCounts`.
  public let interactions: Int
  /// The items from the most to the least popular, ties by item number.
  public let order: [Int32]
  /// The part of the catalogue that each item belongs to.
  public let strata: [PopularityStratum]

  /// Popularity from counts.
  public init(userCounts: [Int], users: Int) {
    self.userCounts = userCounts
    self.users = users
    interactions = userCounts.reduce(0, +)
    let order = userCounts.indices.sorted {
      userCounts[$0] == userCounts[$1] ? $0 < $1 : userCounts[$0] > userCounts[$1]
    }
    var strata = [PopularityStratum](repeating: .tail, count: userCounts.count)
    var before = 0
    for item in order where userCounts[item] > 0 {
      // An item belongs to the part that its first interaction falls into; whole numbers avoid rounding.
      strata[item] = before * 2 < interactions ? .head : before * 5 < interactions * 4 ? .middle : .tail
      before += userCounts[item]
    }
    self.order = order.map { Int32($0) }
    self.strata = strata
  }

  /// Popularity in a training matrix of users × items; its values do not matter.
  ///
  /// - Complexity: O(pairs + items log items).
  public init(of matrix: CSRMatrix) {
    var counts = [Int](repeating: 0, count: matrix.columns)
    matrix.columnIndices.withUnsafeBufferPointer { for item in $0 { counts[Int(item)] += 1 } }
    self.init(userCounts: counts, users: (0..<matrix.rows).count { matrix.count(ofRow: $0) > 0 })
  }

  /// The share of training users that have an item.
  public func share(_ item: Int32) -> Double {
    users == 0 ? 0 : Double(userCounts[Int(item)]) / Double(users)
  }

  /// Whether an item belongs to the long tail.
  public func isLongTail(_ item: Int32) -> Bool { strata[Int(item)] == .tail }
}
