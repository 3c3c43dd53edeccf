/// What one change may hold; a change beyond these bounds is refused as invalid.
public enum ChangeLimits {
  /// The longest id of a user, an item, a kind, a category or an event, in bytes of UTF-8.
  public static let idBytes = 512
  /// How many kinds of events a store may hold.
  public static let kinds = 255
  /// How many categories an item may have.
  public static let categories = 255
  /// The longest remark, and the longest labels as JSON text, in bytes.
  public static let textBytes = 1 << 20
  /// How deep labels may nest.
  public static let labelDepth = 64
  /// The times that may be given, in milliseconds: 275,000 years both ways, so that no sum of two overflows.
  public static let times: ClosedRange<Int64> = -8_640_000_000_000_000...8_640_000_000_000_000
}
