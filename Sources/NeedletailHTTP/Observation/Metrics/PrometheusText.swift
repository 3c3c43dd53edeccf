/// The text format in which Prometheus reads figures.
enum PrometheusText {
  /// A name with all that names may not hold replaced by underscores.
  static func name(_ text: String) -> String { clean(text, also: ":") }

  /// A label's name; colons are for names of metrics only.
  static func labelName(_ text: String) -> String { clean(text, also: "") }

  /// Help, on one line.
  static func help(_ text: String) -> String {
    escaped(text, quotes: false)
  }

  /// A number; whole ones without a fraction.
  static func number(_ number: Double) -> String {
    if number.isNaN { return "NaN" }
    if number.isInfinite { return number > 0 ? "+Inf" : "-Inf" }
    let text = number.description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// Appends a line: name, labels, number.
  static func line(_ name: String, _ labels: [(String, String)], _ number: Double, to text: inout [UInt8]) {
    text += name.utf8
    if !labels.isEmpty {
      let pairs = labels.map { "\($0.0)=\"\(escaped($0.1, quotes: true))\"" }
      text += "{\(pairs.joined(separator: ","))}".utf8
    }
    text += " \(self.number(number))\n".utf8
  }

  private static func escaped(_ text: String, quotes: Bool) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": escaped += "\\\\"
      case "\n": escaped += "\\n"
      case "\"" where quotes: escaped += "\\\""
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }

  private static func clean(_ text: String, also extra: String) -> String {
    var clean = ""
    for scalar in text.unicodeScalars {
      let isLetter = scalar.isASCII && scalar.properties.isAlphabetic || scalar == "_"
      let isDigit = scalar.isASCII && scalar.properties.numericType != nil
      let isExtra = extra.unicodeScalars.contains(scalar)
      if isDigit, clean.isEmpty { clean += "_" }
      clean += isLetter || isDigit || isExtra ? String(scalar) : "_"
    }
    return clean.isEmpty ? "_" : clean
  }
}
