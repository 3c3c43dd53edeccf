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

  /// The message, the rule, and a caret under the place. Of a long rule only the surroundings of the place are
  /// shown; line breaks and control characters are shown as blanks.
  public var description: String {
    let start = max(0, position - 60)
    let shown = rule.dropFirst(start).prefix(120).map { character in
      character.unicodeScalars.contains { $0.value < 32 || $0.value == 127 } ? " " : character
    }
    let lead = start > 0 ? "…" : ""
    let tail = rule.dropFirst(start + 120).isEmpty ? "" : "…"
    let indent = String(repeating: " ", count: max(0, position - start) + lead.count)
    return "\(message)\n  \(lead)\(String(shown))\(tail)\n  \(indent)^"
  }
}
