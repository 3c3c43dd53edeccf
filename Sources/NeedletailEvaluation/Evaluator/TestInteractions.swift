import NeedletailData
import NeedletailMath

/// The test interactions of each user who has any.
struct TestInteractions: Sendable {
  /// The users, ascending.
  let users: [UserRow]
  /// Whether the log has values: ratings, counts.
  let hasValues: Bool
  private let offsets: [Int]
  private let items: [Int32]
  private let values: [Float]

  init(_ log: InteractionLog) {
    let histories = Histories(of: log)
    var users: [UserRow] = []
    var offsets = [0]
    var items: [Int32] = []
    var values: [Float] = []
    items.reserveCapacity(log.count)
    values.reserveCapacity(log.count)
    for user in 0..<log.users.count where histories.count(of: UserRow(user)) > 0 {
      users.append(UserRow(user))
      for position in histories.positions(of: UserRow(user)) {
        items.append(log.itemRows[position])
        values.append(log.values?[position] ?? 1)
      }
      offsets.append(items.count)
    }
    self.users = users
    self.offsets = offsets
    self.items = items
    self.values = values
    hasValues = log.values != nil
  }

  /// The number of interactions.
  var count: Int { items.count }

  /// Where a user's interactions lie among all of them.
  func range(of user: Int) -> Range<Int> { offsets[user]..<offsets[user + 1] }

  func items(of user: Int) -> ArraySlice<Int32> { items[range(of: user)] }
  func values(of user: Int) -> ArraySlice<Float> { values[range(of: user)] }

  /// The items of a user with their values, oldest first, repetitions included.
  func ratings(of user: Int) -> Zip2Sequence<ArraySlice<Int32>, ArraySlice<Float>> {
    zip(items(of: user), values(of: user))
  }
}
