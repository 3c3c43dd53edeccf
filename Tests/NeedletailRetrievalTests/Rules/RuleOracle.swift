import NeedletailMath
import NeedletailRetrieval

/// A rule as tests make it: written in many ways, and asked of one item at a time.
indirect enum RuleOracle {
  enum Literal {
    case text(String)
    case number(Double)
    case truth(Bool)

    var written: String {
      switch self {
      case .text(let text):
        "\"" + text.map { ["\"": "\\\"", "\\": "\\\\", "\n": "\\n"][$0] ?? String($0) }.joined() + "\""
      case .number(let number): "\(number)"
      case .truth(let truth): "\(truth)"
      }
    }
  }

  case all(RuleOracle, RuleOracle)
  case any(RuleOracle, RuleOracle)
  case not(RuleOracle)
  case comparison(String, String, [Literal])

  /// The rule with parentheses around everything, or where the language needs them, and blanks by chance.
  func written(_ random: inout RandomStream) -> String {
    let blank = [" ", "  ", "\n", "\t "].randomElement(using: &random)!
    func part(_ rule: RuleOracle, _ isNeeded: Bool, _ random: inout RandomStream) -> String {
      let text = rule.written(&random)
      return isNeeded || Bool.random(using: &random) ? "(\(text))" : text
    }
    switch self {
    case .all(let a, let b):
      return part(a, a.isAny, &random) + " and" + blank + part(b, b.isAny, &random)
    case .any(let a, let b): return part(a, false, &random) + blank + "or " + part(b, false, &random)
    case .not(let a): return "not" + blank + part(a, a.isJoined, &random)
    case .comparison(let name, let operation, let literals):
      let quoted = Bool.random(using: &random) || name.contains(" ") ? "`\(name)`" : name
      let start = quoted + blank + operation
      let list = literals.map(\.written).joined(separator: "," + blank)
      if operation.hasSuffix("in") { return start + blank + "[\(list)]" }
      return literals.isEmpty ? start : start + blank + list
    }
  }

  private var isAny: Bool { if case .any = self { true } else { false } }
  private var isJoined: Bool {
    switch self {
    case .all, .any: true
    default: false
    }
  }

  /// Whether the rule holds for an item.
  func holds(_ row: Int, in attributes: ItemAttributes) -> Bool {
    switch self {
    case .all(let a, let b): return a.holds(row, in: attributes) && b.holds(row, in: attributes)
    case .any(let a, let b): return a.holds(row, in: attributes) || b.holds(row, in: attributes)
    case .not(let a): return !a.holds(row, in: attributes)
    case .comparison(let name, let operation, let literals):
      guard let value = attributes[name, row] else { return operation == "is unknown" }
      if operation == "is known" { return true }
      if operation == "is unknown" { return false }
      if operation == "!=" || operation == "not in" {
        return !literals.contains { Self.matches(value, "==", $0) }
      }
      return literals.contains { Self.matches(value, operation == "in" ? "==" : operation, $0) }
    }
  }

  private static func matches(_ value: ItemAttributes.Value, _ operation: String, _ literal: Literal) -> Bool
  {
    switch (value, literal) {
    case (.number(let a), .number(let b)): compares(a, operation, b)
    case (.truth(let a), .truth(let b)): a == b
    case (.text(let a), .text(let b)):
      switch operation {
      case "contains": b.isEmpty || a.indices.contains { a[$0...].hasPrefix(b) }
      case "starts with": a.hasPrefix(b)
      default: compares(a, operation, b)
      }
    case (.texts(let a), .text(let b)):
      operation == "starts with" ? a.contains { $0.hasPrefix(b) } : a.contains(b)
    default: false
    }
  }

  private static func compares<T: Comparable>(_ a: T, _ operation: String, _ b: T) -> Bool {
    switch operation {
    case "<": a < b
    case "<=": a <= b
    case ">": a > b
    case ">=": a >= b
    default: a == b
    }
  }
}
