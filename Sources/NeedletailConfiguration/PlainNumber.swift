/// Numbers as a configuration writes them: decimal, without leading zeros, underscores or words.
enum PlainNumber {
  /// A whole number: an optional sign and digits.
  static func integer(_ text: String) -> Int? {
    var digits = text.utf8[...]
    if let sign = digits.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
      digits.removeFirst()
    }
    guard isDigits(digits), digits.count == 1 || digits.first != UInt8(ascii: "0") else { return nil }
    return Int(text)
  }

  /// A finite number: a whole number, an optional fraction, an optional exponent.
  static func number(_ text: String) -> Double? {
    var rest = text.utf8[...]
    if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { rest.removeFirst() }
    let parts = rest.split(maxSplits: 1, omittingEmptySubsequences: false) { $0 | 0x20 == UInt8(ascii: "e") }
    if parts.count == 2 {
      var exponent = parts[1]
      if let sign = exponent.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
        exponent.removeFirst()
      }
      guard isDigits(exponent) else { return nil }
    }
    let mantissa = parts[0].split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard mantissa.count <= 2, mantissa.allSatisfy(isDigits),
      mantissa[0].count == 1 || mantissa[0].first != UInt8(ascii: "0"),
      let number = Double(text), number.isFinite
    else { return nil }
    return number
  }

  /// A number without sign or exponent and the letters behind it: `1.5GB`.
  static func quantity(_ text: String) -> (number: Double, unit: Substring)? {
    let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    guard let number = number(String(digits)) else { return nil }
    return (number, text[digits.endIndex...])
  }

  private static func isDigits(_ bytes: Substring.UTF8View) -> Bool {
    !bytes.isEmpty && bytes.allSatisfy { (48..<58).contains($0) }
  }
}
