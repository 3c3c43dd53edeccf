import NeedletailMath

/// One interaction with external ids, for programs that have their data in memory.
public struct Interaction: Sendable, Hashable {
  /// The user's external id.
  public var user: String
  /// The item's external id.
  public var item: String
  /// A rating, a count or another strength.
  public var value: Float?
  /// Milliseconds since 1970-01-01T00:00:00Z.
  public var time: Int64?

  /// An interaction.
  public init(user: String, item: String, value: Float? = nil, time: Int64? = nil) {
    self.user = user
    self.item = item
    self.value = value
    self.time = time
  }
}

extension InteractionLog {
  /// A log of interactions in memory.
  ///
  /// A column of values or times exists when every interaction has one; otherwise it is left out.
  /// - Complexity: O(n log n).
  public init(_ interactions: [Interaction]) {
    let users = Vocabulary(interactions.map(\.user))
    let items = Vocabulary(interactions.map(\.item))
    // Every id was put into its vocabulary just above.
    let userRows = interactions.map { Int32(users.row(of: $0.user)!) }
    let itemRows = interactions.map { Int32(items.row(of: $0.item)!) }
    let values = interactions.compactMap(\.value)
    let times = interactions.compactMap(\.time)
    self.init(
      users: users, items: items, userRows: SharedBuffer(userRows), itemRows: SharedBuffer(itemRows),
      values: values.count == interactions.count && !values.isEmpty ? SharedBuffer(values) : nil,
      times: times.count == interactions.count && !times.isEmpty ? SharedBuffer(times) : nil)
  }
}
