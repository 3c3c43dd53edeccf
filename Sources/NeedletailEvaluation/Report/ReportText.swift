import Glibc

/// Numbers and texts as the report prints them.
enum ReportText {
  /// Text that is safe between tags and in attributes.
  static func escaped(_ text: some StringProtocol) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      case "\t", "\n": result.unicodeScalars.append(scalar)
      default: if scalar.value >= 32 { result.unicodeScalars.append(scalar) }
      }
    }
    return result
  }

  /// A number with so many decimals; "–" for none.
  static func fixed(_ value: Double?, decimals: Int) -> String {
    guard let value, value.isFinite, abs(value) < 1e15 else { return "–" }
    let scale = pow(10, Double(decimals))
    let scaled = Int64((abs(value) * scale).rounded())
    let sign = value < 0 && scaled != 0 ? "−" : ""
    guard decimals > 0 else { return sign + grouped(scaled) }
    let (whole, part) = scaled.quotientAndRemainder(dividingBy: Int64(scale))
    let digits = String(part)
    return sign + grouped(whole) + "." + String(repeating: "0", count: decimals - digits.utf8.count) + digits
  }

  /// A whole number in groups of three.
  static func grouped(_ value: some BinaryInteger) -> String {
    var text = ""
    for (index, digit) in String(value).reversed().enumerated() {
      if index > 0, index % 3 == 0, digit != "-" { text.append("\u{202F}") }
      text.append(digit)
    }
    return String(text.reversed())
  }

  /// The decimals that values of a size deserve: four for shares, fewer for larger numbers. The middle value
  /// decides, so that one wild model does not hide the others' digits.
  static func decimals(for values: some Sequence<Double>) -> Int {
    let sizes = values.map(abs).sorted()
    let middle = sizes.isEmpty ? 0 : sizes[sizes.count / 2]
    return middle < 1.5 ? 4 : middle < 20 ? 3 : middle < 200 ? 2 : middle < 2000 ? 1 : 0
  }

  /// "p < 0.001", "p = 0.012".
  static func probability(_ p: Double) -> String {
    p < 0.001 ? "p < 0.001" : "p = \(fixed(p, decimals: p < 0.1 ? 3 : 2))"
  }

  /// "0.43 s", "12 s", "3 min 20 s".
  static func duration(_ seconds: Double?) -> String {
    guard let seconds else { return "–" }
    if seconds < 0.005 { return "< 0.01 s" }
    if seconds < 10 { return "\(fixed(seconds, decimals: seconds < 1 ? 2 : 1)) s" }
    if seconds < 120 { return "\(fixed(seconds, decimals: 0)) s" }
    let whole = Int(seconds.rounded())
    return "\(whole / 60) min \(whole % 60) s"
  }

  /// "340 MB".
  static func bytes(_ count: Int?) -> String {
    guard let count else { return "–" }
    let megabytes = Double(count) / 1e6
    return megabytes < 1000
      ? "\(fixed(megabytes, decimals: megabytes < 10 ? 1 : 0)) MB"
      : "\(fixed(megabytes / 1000, decimals: 1)) GB"
  }
}
