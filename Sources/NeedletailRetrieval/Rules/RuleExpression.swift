/// A condition on an item in the rules language: `genre in ["drama"] and year >= 2010`.
///
/// Parsed once, typed against the attributes of a catalogue, and evaluated to a set of rows.
///
/// - Combine conditions with `not`, `and`, `or` (binding in this order, `not` most) and parentheses.
/// - Compare a number, a text or a truth value with `==` and `!=`; numbers and texts also with `<`, `<=`, `>`, `>=`
///   (texts in the order of their unicode scalars); any with `in [..]` and `not in [..]`.
/// - A text `contains` a part of it and `starts with` one. A list of texts `contains` a text, is `==` a text and
///   `in` a list if it has one of them, and `starts with` a text if one of its texts does.
/// - `is known` and `is unknown` ask whether an item has an attribute.
/// - Texts stand in double quotes, with the escapes `\" \\ \n \r \t \u{1f600}`; numbers are decimal; truth values
///   are `true` and `false`.
/// - Attributes are named by identifiers (letters, digits, `_` and `.`), or by any text in backquotes.
/// - `age` is the age of the item in days at the moment of asking, unless items have an attribute of that name.
///
/// An attribute that an item lacks makes every comparison false, also `!=` and `not in`; `not` turns that round. So
/// `year != 2010` holds for items of another known year, and `not year == 2010` for items without a year too.
public struct RuleExpression: Sendable, Hashable, CustomStringConvertible {
  /// The longest rule, in bytes.
  public static let byteLimit = 4_096
  /// How deep parentheses and `not` may nest.
  public static let depthLimit = 32

  /// The text as it was written.
  public let description: String
  let root: RuleNode

  /// Parses an expression.
  ///
  /// - Throws: `RuleError` that points at the place.
  public init(parsing text: String) throws(RuleError) {
    guard text.utf8.count <= Self.byteLimit else {
      throw RuleError(
        rule: text, position: 0,
        "expected a rule of at most \(Self.byteLimit) bytes, found \(text.utf8.count)")
    }
    var parser = try RuleParser(text, depthLimit: Self.depthLimit)
    root = try parser.parse()
    description = text
  }

  /// The rule with single blanks and no needless parentheses; it parses to the same rule.
  public var canonical: String { root.written }

  /// The names of the attributes that the rule asks for, in the order of their first use.
  public var attributeNames: [String] {
    var seen: Set<String> = []
    return root.comparisons.map(\.attribute).filter { seen.insert($0).inserted }
  }

  /// Whether the rule names `age`: what it holds for may change with time alone, so a set cannot be kept.
  public var usesAge: Bool { root.comparisons.contains { $0.attribute == RuleMoment.attribute } }

  /// Whether two rules have the same text.
  public static func == (left: RuleExpression, right: RuleExpression) -> Bool {
    left.description == right.description
  }

  /// Hashes the text.
  public func hash(into hasher: inout Hasher) { hasher.combine(description) }
}
