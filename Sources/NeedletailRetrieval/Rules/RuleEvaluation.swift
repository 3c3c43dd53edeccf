import NeedletailConfiguration
import NeedletailData

/// A rule over the columns of one catalogue.
struct RuleEvaluation {
  let rule: String
  let attributes: ItemAttributes
  let age: ItemColumn?
  /// Whether attributes that are not there, or of another type, are errors; if not they are unknown.
  let isStrict: Bool

  func items(_ node: RuleNode) throws(RuleError) -> ItemSet {
    switch node {
    case .all(let nodes):
      var set = try items(nodes[0])
      for node in nodes.dropFirst() { set.formIntersection(try items(node)) }
      return set
    case .any(let nodes):
      var set = try items(nodes[0])
      for node in nodes.dropFirst() { set.formUnion(try items(node)) }
      return set
    case .not(let node): return try items(node).complement
    case .comparison(let comparison): return try items(comparison)
    }
  }

  private func items(_ comparison: RuleComparison) throws(RuleError) -> ItemSet {
    let column: ItemColumn
    do {
      column = try self.column(for: comparison)
      try RuleTyping.check(comparison, against: column.kind, rule: rule)
    } catch {
      guard !isStrict else { throw error }
      return ItemSet(count: attributes.count, isFull: comparison.operation == .unknown)
    }
    let test = RuleTest(comparison, over: column)
    let words = column.blocks.flatMap { test.words(of: $0) }
    let set = ItemSet(count: attributes.count, words: words)
    return comparison.operation == .unknown ? set.complement : set
  }

  private func column(for comparison: RuleComparison) throws(RuleError) -> ItemColumn {
    let name = comparison.attribute
    if let column = attributes.column(name) { return column }
    if name == RuleMoment.attribute, let age { return age }
    let names = attributes.names.map(\.name) + (age == nil ? [] : [RuleMoment.attribute])
    let known = names.sorted().prefix(12).joined(separator: ", ")
    let list = names.isEmpty ? "none" : names.count > 12 ? known + ", …" : known
    throw RuleError(
      rule: rule, offset: comparison.attributeOffset,
      "no item has an attribute named '\(name)'\(NearestWord.hint(for: name, among: names)) (known: \(list))")
  }
}

extension RuleExpression {
  /// The items for which the expression holds. An attribute that an item lacks makes any comparison with it
  /// false.
  ///
  /// The result depends on the arguments alone, so it may be kept as long as they stay the same; `usesAge` says
  /// whether the moment matters.
  ///
  /// - Parameters:
  ///   - moment: what `age` means; without one, `age` is an attribute like any other.
  ///   - isStrict: whether attributes that no item has, and values of another type, are errors. When they are not,
  ///     such attributes are unknown: their comparisons are false, and only `is unknown` holds. That suits rules of
  ///     a configuration, which must not fail because a catalogue has not grown yet.
  /// - Throws: `RuleError` when an attribute is unknown to the catalogue or has another type.
  /// - Complexity: O(items · comparisons); comparisons of texts look at each distinct text once.
  public func items(
    in attributes: ItemAttributes, at moment: RuleMoment? = nil, isStrict: Bool = true
  ) throws(RuleError) -> ItemSet {
    let isAgeAsked = usesAge && attributes.column(RuleMoment.attribute) == nil
    let age = isAgeAsked ? moment?.column(count: attributes.count) : nil
    return try RuleEvaluation(rule: description, attributes: attributes, age: age, isStrict: isStrict)
      .items(root)
  }
}
