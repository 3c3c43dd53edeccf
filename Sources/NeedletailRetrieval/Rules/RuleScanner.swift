/// Cuts the text of a rule into words, signs and values.
struct RuleScanner {
  /// A piece of a rule.
  enum Token: Sendable, Hashable {
    /// A name or a word of the language.
    case word(String)
    /// A name in backquotes.
    case name(String)
    /// A text, a number; truth values are words.
    case value(RuleLiteral.Value)
    /// `==`, `<`, `(`, `[`, `,` …
    case sign(String)
    /// Behind the last piece.
    case end

    /// What it is, for "found …".
    var summary: String {
      switch self {
      case .word(let word): "'\(word)'"
      case .name(let name): RuleName.quoted(name, by: "`")
      case .value(let value): value.written
      case .sign(let sign): "'\(sign)'"
      case .end: "the end"
      }
    }
  }

  /// A piece and where it begins, in unicode scalars from 0.
  struct Piece {
    let token: Token
    let offset: Int
  }

  private static let signs = ["==", "!=", "<=", ">=", "<", ">", "(", ")", "[", "]", ","]
  private static let others = [
    "=": "; equality is '=='", "!": "; negation is 'not'", "&": "; conjunction is 'and'",
    "|": "; disjunction is 'or'", "'": "; texts stand in double quotes",
    "“": "; texts stand in double quotes", "”": "; texts stand in double quotes",
  ]

  private let text: String
  private let scalars: [UnicodeScalar]
  private var place = 0

  init(_ text: String) {
    self.text = text
    scalars = Array(text.unicodeScalars)
  }

  /// An error at an offset.
  func fault(at offset: Int, _ message: String) -> RuleError {
    RuleError(rule: text, offset: offset, message)
  }

  /// All pieces, the end among them.
  mutating func pieces() throws(RuleError) -> [Piece] {
    var pieces: [Piece] = []
    while true {
      while place < scalars.count, scalars[place].properties.isWhitespace { place += 1 }
      let offset = place
      guard place < scalars.count else { return pieces + [Piece(token: .end, offset: offset)] }
      pieces.append(Piece(token: try token(), offset: offset))
    }
  }

  private mutating func token() throws(RuleError) -> Token {
    let scalar = scalars[place]
    if scalar == "\"" { return .value(.text(try quoted("\"", "text"))) }
    if scalar == "`" {
      let offset = place
      let name = try quoted("`", "name")
      guard !name.isEmpty else { throw fault(at: offset, "expected a name in backquotes, found none") }
      return .name(name)
    }
    if RuleName.isStart(scalar) { return word() }
    if Self.isDigit(scalar) || scalar == "-" { return try number() }
    for sign in Self.signs where scalars[place...].starts(with: sign.unicodeScalars) {
      place += sign.unicodeScalars.count
      return .sign(sign)
    }
    throw fault(
      at: place,
      "expected a name, a value or a sign, found \(RuleName.quoted(String(scalar), by: "'"))"
        + (Self.others[String(scalar)] ?? ""))
  }

  private mutating func word() -> Token {
    let start = place
    while place < scalars.count, RuleName.isPart(scalars[place]) { place += 1 }
    return .word(string(start..<place))
  }

  private mutating func number() throws(RuleError) -> Token {
    let start = place
    if scalars[place] == "-" { place += 1 }
    try digits()
    if place < scalars.count, scalars[place] == "." {
      place += 1
      try digits()
    }
    if place < scalars.count, scalars[place] == "e" || scalars[place] == "E" {
      place += 1
      if place < scalars.count, scalars[place] == "+" || scalars[place] == "-" { place += 1 }
      try digits()
    }
    if place < scalars.count, RuleName.isPart(scalars[place]) {
      throw fault(at: place, "expected the end of the number, found '\(scalars[place])'")
    }
    guard let number = Double(string(start..<place)), number.isFinite else {
      throw fault(
        at: start, "expected a number of a double's range, found \(string(start..<place).prefix(40))")
    }
    return .value(.number(number))
  }

  private mutating func digits() throws(RuleError) {
    let start = place
    while place < scalars.count, Self.isDigit(scalars[place]) { place += 1 }
    guard place > start else { throw fault(at: place, "expected a digit, found \(found)") }
  }

  private mutating func quoted(_ quote: UnicodeScalar, _ what: String) throws(RuleError) -> String {
    let start = place
    place += 1
    var text = String.UnicodeScalarView()
    while place < scalars.count {
      let scalar = scalars[place]
      place += 1
      if scalar == quote { return String(text) }
      text.append(scalar == "\\" ? try escape() : scalar)
    }
    throw fault(at: start, "expected a \(what) that ends with \(quote), found no end")
  }

  private mutating func escape() throws(RuleError) -> UnicodeScalar {
    guard place < scalars.count else { throw fault(at: place, "expected an escape, found the end") }
    let scalar = scalars[place]
    place += 1
    switch scalar {
    case "\"", "\\", "`", "/": return scalar
    case "n": return "\n"
    case "r": return "\r"
    case "t": return "\t"
    case "u": return try codePoint()
    default:
      throw fault(at: place - 1, "expected one of \\\" \\\\ \\` \\n \\r \\t \\u{…}, found '\\\(scalar)'")
    }
  }

  private mutating func codePoint() throws(RuleError) -> UnicodeScalar {
    let start = place
    let close = scalars[start...].prefix(8).firstIndex(of: "}") ?? start
    guard close > start + 1, scalars[start] == "{",
      let code = UInt32(string(start + 1..<close), radix: 16), let scalar = UnicodeScalar(code)
    else { throw fault(at: start, "expected a code point like {1f600}, found \(found)") }
    place = close + 1
    return scalar
  }

  private var found: String {
    place < scalars.count ? RuleName.quoted(String(scalars[place]), by: "'") : "the end"
  }

  private func string(_ range: Range<Int>) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars[range])
    return String(view)
  }

  private static func isDigit(_ scalar: UnicodeScalar) -> Bool { ("0"..."9").contains(scalar) }
}

extension RuleError {
  /// A fault at an offset in unicode scalars.
  init(rule: String, offset: Int, _ message: String) {
    var before = String.UnicodeScalarView()
    before.append(contentsOf: rule.unicodeScalars.prefix(offset))
    self.init(rule: rule, position: String(before).count, message)
  }
}
