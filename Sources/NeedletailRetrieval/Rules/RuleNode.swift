/// A rule as a tree.
indirect enum RuleNode: Sendable {
  /// All hold; at least two.
  case all([RuleNode])
  /// At least one holds; at least two.
  case any([RuleNode])
  /// It does not hold.
  case not(RuleNode)
  /// An attribute compares in some way with values.
  case comparison(RuleComparison)

  /// All comparisons, from left to right.
  var comparisons: [RuleComparison] {
    switch self {
    case .all(let nodes), .any(let nodes): nodes.flatMap(\.comparisons)
    case .not(let node): node.comparisons
    case .comparison(let comparison): [comparison]
    }
  }
}

/// An attribute, an operation, and the values that it is compared with.
struct RuleComparison: Sendable {
  /// What is asked of an attribute.
  enum Operation: String, Sendable, CaseIterable {
    case equal = "=="
    case unequal = "!="
    case less = "<"
    case atMost = "<="
    case greater = ">"
    case atLeast = ">="
    case among = "in"
    case notAmong = "not in"
    case contains
    case startsWith = "starts with"
    case known = "is known"
    case unknown = "is unknown"
  }

  /// The attribute's name.
  let attribute: String
  /// Where the name begins, in unicode scalars from 0.
  let attributeOffset: Int
  /// The operation.
  let operation: Operation
  /// Where the operation begins.
  let operationOffset: Int
  /// Any number of values for `in` and `not in`, none for `is known` and `is unknown`, one for all others.
  let literals: [RuleLiteral]
}

/// A value that a rule names.
struct RuleLiteral: Sendable {
  /// The value.
  enum Value: Sendable, Hashable {
    case text(String)
    case number(Double)
    case truth(Bool)
  }

  /// The value.
  let value: Value
  /// Where it begins, in unicode scalars from 0.
  let offset: Int

  /// What it is, for "found …".
  var summary: String {
    switch value {
    case .text: "the text \(value.written)"
    case .number: "the number \(value.written)"
    case .truth: "the truth value \(value.written)"
    }
  }
}
