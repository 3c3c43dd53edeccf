import NeedletailData

extension ConfigurationSection {
  /// A scalar from the file or the environment.
  private struct Scalar {
    let text: String
    let isPlain: Bool
    /// What it is, for "found …".
    let summary: String
  }

  private func scalar(_ key: String, _ expected: String) throws(ConfigurationError) -> Scalar? {
    let name = variable(key)
    ledger.note(key, in: components, variable: name)
    if let name, let text = ledger.environment[name] {
      return Scalar(text: text, isPlain: true, summary: text.quoted)
    }
    guard let node = entry(key)?.value else { return nil }
    guard case .scalar(let text, let isPlain, _) = node, !node.isNothing else {
      throw fault(key, "expected \(expected), found \(node.summary)")
    }
    return Scalar(text: text, isPlain: isPlain, summary: node.summary)
  }

  /// The value of a plain scalar that a closure understands; nil when the key is missing.
  func plain<Value>(
    _ key: String, _ expected: String, _ read: (String) -> Value?
  ) throws(ConfigurationError) -> Value? {
    guard let scalar = try scalar(key, expected) else { return nil }
    guard scalar.isPlain, let value = read(scalar.text) else {
      throw fault(key, "expected \(expected), found \(scalar.summary)\(advice(scalar.text, scalar.isPlain))")
    }
    return value
  }

  /// What probably was meant by YAML 1.1's words and numbers, and by quotes.
  private func advice(_ text: String, _ isPlain: Bool) -> String {
    if !isPlain { return "; leave the quotes out" }
    switch text.lowercased() {
    case "yes", "on", "true", "y": return "; the words are true and false"
    case "no", "off", "false", "n": return "; the words are true and false"
    case _ where text.contains("_") && text.utf8.allSatisfy { (48..<58).contains($0) || $0 == 95 }:
      return "; write digits without underscores"
    default: return ""
    }
  }

  /// Text, as it was written: `010`, `no` and `1.10` stay what they are. Empty only in quotes, or in a variable.
  public mutating func string(_ key: String) throws(ConfigurationError) -> String? {
    try scalar(key, "text")?.text
  }

  /// A whole number in decimal digits.
  public mutating func integer(
    _ key: String, default value: Int, in range: ClosedRange<Int>
  ) throws(ConfigurationError) -> Int {
    let expected = "a whole number from \(range.lowerBound) to \(range.upperBound)"
    return try plain(key, expected) { text in
      PlainNumber.integer(text).flatMap { range.contains($0) ? $0 : nil }
    } ?? value
  }

  /// A number in decimal digits, with or without fraction and exponent.
  public mutating func number(
    _ key: String, default value: Double, in range: ClosedRange<Double>
  ) throws(ConfigurationError) -> Double {
    let expected = "a number from \(range.lowerBound) to \(range.upperBound)"
    return try plain(key, expected) { text in
      PlainNumber.number(text).flatMap { range.contains($0) ? $0 : nil }
    } ?? value
  }

  /// `true` or `false`.
  public mutating func boolean(_ key: String, default value: Bool) throws(ConfigurationError) -> Bool {
    try plain(key, "true or false") { ["true": true, "false": false][$0] } ?? value
  }

  /// One word of several.
  public mutating func choice(
    _ key: String, default value: String, of words: [String]
  ) throws(ConfigurationError) -> String {
    let expected = "one of \(words.joined(separator: ", "))"
    guard let scalar = try scalar(key, expected) else { return value }
    guard words.contains(scalar.text) else {
      throw fault(
        key,
        "expected \(expected), found \(scalar.summary)\(NearestWord.hint(for: scalar.text, among: words))")
    }
    return scalar.text
  }

  /// A list of texts; a single text is a list of one; in the environment separated by commas, blanks around them
  /// left out, and an empty variable is an empty list.
  public mutating func strings(_ key: String) throws(ConfigurationError) -> [String]? {
    let expected = "a text or a list of texts"
    if let name = variable(key), let text = ledger.environment[name] {
      ledger.note(key, in: components, variable: name)
      let parts = text.split(separator: ",", omittingEmptySubsequences: false).map(\.trimmed)
      return parts == [""] ? [] : parts
    }
    guard case .list(let nodes, _) = entry(key)?.value else {
      return try scalar(key, expected).map { [$0.text] }
    }
    ledger.note(key, in: components, variable: variable(key))
    var texts: [String] = []
    for (place, node) in nodes.enumerated() {
      guard case .scalar(let text, _, _) = node, !node.isNothing else {
        throw ConfigurationError(
          source: file, line: node.line, key: "\(self.place(of: key))[\(place)]",
          "expected text, found \(node.summary)")
      }
      texts.append(text)
    }
    return texts
  }
}

extension Substring {
  fileprivate var trimmed: String {
    var text = self
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}
