/// When a rule is asked, and when items appeared: what `age` is made of.
public struct RuleMoment: Sendable {
  /// The name of the attribute that is the item's age.
  public static let attribute = "age"

  /// When each item appeared, in milliseconds; `Int64.min` when unknown. Rows behind the last have no age.
  public var times: [Int64]
  /// The moment of asking, in milliseconds.
  public var now: Int64

  /// A moment.
  public init(times: [Int64], now: Int64) {
    self.times = times
    self.now = now
  }

  /// The age of an item in days, negative for one of the future, or NaN where it is unknown.
  func age(_ row: Int) -> Double {
    guard row < times.count, times[row] != .min else { return .nan }
    return (Double(now) - Double(times[row])) / 86_400_000
  }

  /// Ages of all items as a column.
  func column(count: Int) -> ItemColumn {
    var column = ItemColumn(name: Self.attribute, kind: .number)
    for row in 0..<min(count, times.count) where times[row] != .min {
      column.set(row, toCell: .number(age(row)))
    }
    return column
  }
}
