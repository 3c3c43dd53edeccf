/// Which operations an attribute of a type knows, and which values.
enum RuleTyping {
  /// Refuses an operation or a value that does not fit the attribute's type.
  static func check(
    _ comparison: RuleComparison, against kind: ItemAttributes.Kind, rule: String
  ) throws(RuleError) {
    let operations = operations(of: kind)
    guard operations.contains(comparison.operation) else {
      throw RuleError(
        rule: rule, offset: comparison.operationOffset,
        "'\(comparison.attribute)' is \(words(kind)), which knows \(operations.map(\.rawValue).joined(separator: ", ")); "
          + "found '\(comparison.operation.rawValue)'")
    }
    for literal in comparison.literals where !fits(literal.value, kind) {
      throw RuleError(
        rule: rule, offset: literal.offset,
        "'\(comparison.attribute)' is \(words(kind)): expected \(expected(kind)), found \(literal.summary)")
    }
  }

  private static func operations(of kind: ItemAttributes.Kind) -> [RuleComparison.Operation] {
    let equality: [RuleComparison.Operation] = [.equal, .unequal, .among, .notAmong, .known, .unknown]
    let order: [RuleComparison.Operation] = [.less, .atMost, .greater, .atLeast]
    return switch kind {
    case .number: equality + order
    case .truth: equality
    case .text: equality + order + [.contains, .startsWith]
    case .texts: equality + [.contains, .startsWith]
    }
  }

  private static func fits(_ value: RuleLiteral.Value, _ kind: ItemAttributes.Kind) -> Bool {
    switch (value, kind) {
    case (.number, .number), (.truth, .truth), (.text, .text), (.text, .texts): true
    default: false
    }
  }

  private static func words(_ kind: ItemAttributes.Kind) -> String {
    switch kind {
    case .number: "a number"
    case .truth: "a truth value"
    case .text: "a text"
    case .texts: "a list of texts"
    }
  }

  private static func expected(_ kind: ItemAttributes.Kind) -> String {
    switch kind {
    case .number: "a number"
    case .truth: "true or false"
    case .text, .texts: "a text in double quotes"
    }
  }
}
