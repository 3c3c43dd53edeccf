extension RuleNode {
  /// The rule in its one canonical form: single blanks, and parentheses only where they are needed.
  var written: String {
    switch self {
    case .all(let nodes): nodes.map { $0.isAny ? "(\($0.written))" : $0.written }.joined(separator: " and ")
    case .any(let nodes): nodes.map(\.written).joined(separator: " or ")
    case .not(let node):
      if case .comparison = node { "not \(node.written)" } else { "not (\(node.written))" }
    case .comparison(let comparison): comparison.written
    }
  }

  private var isAny: Bool { if case .any = self { true } else { false } }
}

extension RuleComparison {
  /// The comparison in its canonical form.
  var written: String {
    let start = "\(RuleName.written(attribute)) \(operation.rawValue)"
    switch operation {
    case .known, .unknown: return start
    case .among, .notAmong: return "\(start) [\(literals.map(\.value.written).joined(separator: ", "))]"
    default: return "\(start) \(literals.map(\.value.written).joined())"
    }
  }
}

extension RuleLiteral.Value {
  /// The value as the language writes it.
  var written: String {
    switch self {
    case .text(let text): RuleName.quoted(text, by: "\"")
    case .truth(let truth): truth ? "true" : "false"
    case .number(let number):
      number.description.hasSuffix(".0") ? String(number.description.dropLast(2)) : number.description
    }
  }
}

/// Names of attributes, and how names and texts are quoted.
enum RuleName {
  /// Words of the language; an attribute of such a name stands in backquotes.
  static let keywords: Set<String> = [
    "and", "or", "not", "in", "contains", "starts", "with", "is", "known", "unknown", "true", "false",
  ]

  static func isStart(_ scalar: UnicodeScalar) -> Bool { scalar == "_" || scalar.properties.isAlphabetic }

  static func isPart(_ scalar: UnicodeScalar) -> Bool {
    isStart(scalar) || scalar == "." || scalar.properties.numericType != nil
      || scalar.properties.generalCategory == .nonspacingMark
  }

  /// The name, in backquotes unless it is an identifier.
  static func written(_ name: String) -> String {
    let isPlain = name.unicodeScalars.first.map(isStart) == true && name.unicodeScalars.allSatisfy(isPart)
    return isPlain && !keywords.contains(name) ? name : quoted(name, by: "`")
  }

  static func quoted(_ text: String, by quote: UnicodeScalar) -> String {
    var quoted = String.UnicodeScalarView([quote])
    for scalar in text.unicodeScalars {
      switch scalar {
      case quote, "\\":
        quoted.append("\\")
        quoted.append(scalar)
      case "\n": quoted.append(contentsOf: "\\n".unicodeScalars)
      case "\r": quoted.append(contentsOf: "\\r".unicodeScalars)
      case "\t": quoted.append(contentsOf: "\\t".unicodeScalars)
      case _ where scalar.properties.generalCategory == .control:
        quoted.append(contentsOf: "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars)
      default: quoted.append(scalar)
      }
    }
    quoted.append(quote)
    return String(quoted)
  }
}
