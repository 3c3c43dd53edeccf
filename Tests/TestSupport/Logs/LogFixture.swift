public import NeedletailData
import NeedletailMath

/// Small logs written out by hand.
public enum LogFixture {
  /// One interaction with integer ids.
  public struct Row: Sendable, Hashable {
    /// The user's id.
    public var user: Int
    /// The item's id.
    public var item: Int
    /// The value.
    public var value: Float
    /// The time in milliseconds.
    public var time: Int64

    /// An interaction.
    public init(_ user: Int, _ item: Int, value: Float = 1, time: Int64 = 0) {
      self.user = user
      self.item = item
      self.value = value
      self.time = time
    }
  }

  /// A log of rows in the given order; the vocabularies hold exactly their ids.
  public static func log(
    _ rows: [Row], timed: Bool = false, valued: Bool = false, clock: InteractionLog.Clock = .milliseconds
  ) -> InteractionLog {
    let users = Vocabulary(rows.map { String($0.user) })
    let items = Vocabulary(rows.map { String($0.item) })
    return InteractionLog(
      users: users, items: items,
      userRows: SharedBuffer(rows.map { Int32(users.row(of: String($0.user)) ?? -1) }),
      itemRows: SharedBuffer(rows.map { Int32(items.row(of: String($0.item)) ?? -1) }),
      values: valued ? SharedBuffer(rows.map(\.value)) : nil,
      times: timed ? SharedBuffer(rows.map(\.time)) : nil, clock: clock)
  }

  /// A data set of a log.
  public static func data(_ log: InteractionLog, given: GivenDivision? = nil) -> DataSet {
    DataSet(source: "fixture", format: "test", log: log, given: given)
  }

  /// The rows of a log, with their external ids, in log order.
  public static func rows(of log: InteractionLog) -> [Row] {
    (0..<log.count).map { position in
      Row(
        Int(log.users.id(Int(log.userRows[position]))) ?? -1,
        Int(log.items.id(Int(log.itemRows[position]))) ?? -1,
        value: log.values?[position] ?? 1, time: log.times?[position] ?? 0)
    }
  }

  /// Random timed rows with repeated pairs, popular items and users of all sizes.
  public static func random(users: Int, items: Int, count: Int, seed: UInt64) -> [Row] {
    var stream = RandomStream(seed: seed)
    return (0..<count).map { _ in
      let user = min(stream.index(below: users), stream.index(below: users))
      let item = min(stream.index(below: items), stream.index(below: items))
      return Row(
        user, item, value: Float(1 + stream.index(below: 5)), time: Int64(stream.index(below: 100_000)))
    }
  }
}
