/// Spans of time as Go writes them: `10m`, `1h30m`, `1.5s`, `-300ms`, `0`.
package enum GoDuration {
  /// A span in milliseconds; nil for what is none, and for more than 290 years.
  package static func milliseconds(_ text: String) -> Int64? {
    var rest = text[...]
    let isNegative = rest.first == "-"
    if isNegative || rest.first == "+" { rest.removeFirst() }
    if rest == "0" { return 0 }
    guard !rest.isEmpty else { return nil }
    var sum = 0.0
    while !rest.isEmpty {
      let digits = rest.prefix { $0.isASCII && $0.isNumber || $0 == "." }
      rest.removeFirst(digits.count)
      let unit = rest.prefix { !($0.isASCII && $0.isNumber || $0 == ".") }
      rest.removeFirst(unit.count)
      guard digits.contains(where: { $0 != "." }), let size = units[String(unit)],
        let number = Double("0" + digits)
      else { return nil }
      sum += number * size
    }
    guard sum < 290 * 365 * 86_400_000 else { return nil }
    return Int64((isNegative ? -sum : sum).rounded())
  }

  /// Milliseconds of each unit.
  private static let units: [String: Double] = [
    "ns": 1e-6, "us": 1e-3, "µs": 1e-3, "μs": 1e-3, "ms": 1, "s": 1e3, "m": 6e4, "h": 36e5,
  ]
}
