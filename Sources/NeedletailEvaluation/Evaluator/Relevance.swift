/// What was relevant to each of a row of users: distinct items, ascending, with their values.
public struct Relevance: Sendable, Equatable {
  private let offsets: [Int]
  private let items: [Int32]
  private let gains: [Float]

  /// Relevant items of each user in any order; of repeated items the largest value counts.
  public init(_ users: [[(item: Int32, gain: Float)]]) {
    var offsets = [0]
    var items: [Int32] = []
    var gains: [Float] = []
    for user in users {
      let start = items.count
      for (item, gain) in user.sorted(by: { $0.item < $1.item }) {
        if items.count > start, items.last == item {
          gains[gains.count - 1] = max(gains[gains.count - 1], gain)
        } else {
          items.append(item)
          gains.append(gain)
        }
      }
      offsets.append(items.count)
    }
    self.offsets = offsets
    self.items = items
    self.gains = gains
  }

  /// The number of users.
  public var users: Int { offsets.count - 1 }
  /// The number of user-item pairs.
  public var pairs: Int { items.count }
  /// The relevant items of a user, ascending.
  public func items(of user: Int) -> ArraySlice<Int32> { items[offsets[user]..<offsets[user + 1]] }
  /// The number of relevant items of a user.
  public func count(of user: Int) -> Int { offsets[user + 1] - offsets[user] }

  /// The position of an item among all pairs, or nil when it is not relevant to the user.
  private func position(of item: Int32, user: Int) -> Int? {
    var low = offsets[user]
    var high = offsets[user + 1]
    while low < high {
      let middle = (low + high) / 2
      if items[middle] == item { return middle }
      if items[middle] < item { low = middle + 1 } else { high = middle }
    }
    return nil
  }

  /// Whether an item is relevant to a user.
  public func contains(_ item: Int32, user: Int) -> Bool { position(of: item, user: user) != nil }

  /// A ranked list beside what is relevant, all of it or the items that `isIncluded` lets through.
  ///
  /// An item that the list repeats counts at its first rank only.
  public func judge(
    _ list: some Collection<Int32>, user: Int, where isIncluded: (Int32) -> Bool = { _ in true }
  ) -> JudgedList {
    let start = offsets[user]
    var isFound = [Bool](repeating: false, count: count(of: user))
    let ranked: [Double?] = list.map { item in
      guard let position = position(of: item, user: user), isIncluded(item), !isFound[position - start]
      else { return nil }
      isFound[position - start] = true
      return Double(gains[position])
    }
    var missed: [Double] = []
    for position in start..<offsets[user + 1] where !isFound[position - start] && isIncluded(items[position])
    {
      missed.append(Double(gains[position]))
    }
    return JudgedList(gains: ranked, missed: missed)
  }
}
