import NeedletailConfiguration
import NeedletailData

/// Makes a tree of the pieces of a rule: `or` binds least, then `and`, then `not`.
struct RuleParser {
  private let scanner: RuleScanner
  private let pieces: [RuleScanner.Piece]
  private let depthLimit: Int
  private var place = 0

  init(_ text: String, depthLimit: Int) throws(RuleError) {
    var scanner = RuleScanner(text)
    pieces = try scanner.pieces()
    self.scanner = scanner
    self.depthLimit = depthLimit
  }

  mutating func parse() throws(RuleError) -> RuleNode {
    let node = try disjunction(depth: 0)
    guard next.token == .end else { throw unexpected("'and', 'or' or the end", among: ["and", "or"]) }
    return node
  }

  private var next: RuleScanner.Piece { pieces[place] }

  private mutating func take(_ token: RuleScanner.Token) -> Bool {
    guard next.token == token, token != .end else { return false }
    place += 1
    return true
  }

  private func unexpected(_ expected: String, among words: [String] = []) -> RuleError {
    var hint = ""
    if case .word(let word) = next.token { hint = NearestWord.hint(for: word, among: words) }
    return scanner.fault(at: next.offset, "expected \(expected), found \(next.token.summary)\(hint)")
  }

  private mutating func disjunction(depth: Int) throws(RuleError) -> RuleNode {
    var nodes = [try conjunction(depth: depth)]
    while take(.word("or")) { nodes.append(try conjunction(depth: depth)) }
    return nodes.count == 1 ? nodes[0] : .any(nodes)
  }

  private mutating func conjunction(depth: Int) throws(RuleError) -> RuleNode {
    var nodes = [try condition(depth: depth)]
    while take(.word("and")) { nodes.append(try condition(depth: depth)) }
    return nodes.count == 1 ? nodes[0] : .all(nodes)
  }

  private mutating func condition(depth: Int) throws(RuleError) -> RuleNode {
    guard depth <= depthLimit else {
      throw scanner.fault(at: next.offset, "expected at most \(depthLimit) levels, found more")
    }
    if take(.word("not")) { return .not(try condition(depth: depth + 1)) }
    guard take(.sign("(")) else { return .comparison(try comparison()) }
    let node = try disjunction(depth: depth + 1)
    guard take(.sign(")")) else { throw unexpected("'and', 'or' or ')'", among: ["and", "or"]) }
    return node
  }

  private mutating func comparison() throws(RuleError) -> RuleComparison {
    let offset = next.offset
    let name: String
    switch next.token {
    case .name(let text): name = text
    case .word(let word) where RuleName.keywords.contains(word):
      throw scanner.fault(
        at: offset,
        "expected the name of an attribute, found '\(word)'; a name that is a word of the language stands in backquotes"
      )
    case .word(let word): name = word
    default: throw unexpected("the name of an attribute, 'not' or '('")
    }
    place += 1
    let operationOffset = next.offset
    let operation = try operation()
    return RuleComparison(
      attribute: name, attributeOffset: offset, operation: operation, operationOffset: operationOffset,
      literals: try literals(for: operation))
  }

  private mutating func operation() throws(RuleError) -> RuleComparison.Operation {
    if case .sign(let sign) = next.token, let operation = RuleComparison.Operation(rawValue: sign) {
      place += 1
      return operation
    }
    if take(.word("in")) { return .among }
    if take(.word("contains")) { return .contains }
    if take(.word("not")) {
      guard take(.word("in")) else { throw unexpected("'in'", among: ["in"]) }
      return .notAmong
    }
    if take(.word("starts")) {
      guard take(.word("with")) else { throw unexpected("'with'", among: ["with"]) }
      return .startsWith
    }
    if take(.word("is")) {
      if take(.word("known")) { return .known }
      if take(.word("unknown")) { return .unknown }
      throw unexpected("'known' or 'unknown'", among: ["known", "unknown"])
    }
    throw unexpected(
      "a comparison (==, !=, <, <=, >, >=, in, not in, contains, starts with, is known, is unknown)",
      among: ["in", "not", "contains", "starts", "is"])
  }

  private mutating func literals(
    for operation: RuleComparison.Operation
  ) throws(RuleError) -> [RuleLiteral] {
    switch operation {
    case .known, .unknown: return []
    case .among, .notAmong: return try list()
    default: return [try literal()]
    }
  }

  private mutating func list() throws(RuleError) -> [RuleLiteral] {
    guard take(.sign("[")) else { throw unexpected("a list in brackets") }
    var literals: [RuleLiteral] = []
    if take(.sign("]")) { return literals }
    repeat { literals.append(try literal()) } while take(.sign(","))
    guard take(.sign("]")) else { throw unexpected("',' or ']'") }
    return literals
  }

  private mutating func literal() throws(RuleError) -> RuleLiteral {
    let value: RuleLiteral.Value
    switch next.token {
    case .value(let found): value = found
    case .word("true"): value = .truth(true)
    case .word("false"): value = .truth(false)
    case .word(let word):
      throw scanner.fault(
        at: next.offset, "expected a value, found '\(word)'; texts stand in double quotes")
    default: throw unexpected("a text in double quotes, a number, true or false")
    }
    defer { place += 1 }
    return RuleLiteral(value: value, offset: next.offset)
  }
}
