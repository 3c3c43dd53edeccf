/// Numbers as people read them.
enum Numbers {
  /// "1,027,370".
  static func grouped(_ number: Int) -> String {
    let digits = String(number.magnitude)
    var result = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { result += "," }
      result.append(digit)
    }
    return number < 0 ? "-" + result : result
  }

  /// A number with a fixed count of decimals: "0.1764".
  static func fixed(_ number: Double, _ decimals: Int) -> String {
    guard number.isFinite else { return number.isNaN ? "–" : number < 0 ? "-∞" : "∞" }
    var scale = 1.0
    for _ in 0..<decimals { scale *= 10 }
    let scaled = (number.magnitude * scale).rounded()
    guard scaled < 9e15 else { return String(number) }
    let whole = Int(scaled / scale)
    let sign = number < 0 && scaled > 0 ? "-" : ""
    guard decimals > 0 else { return sign + String(whole) }
    let fraction = String(Int(scaled) - whole * Int(scale))
    let zeros = String(repeating: "0", count: decimals - fraction.count)
    return "\(sign)\(whole).\(zeros)\(fraction)"
  }

  /// "1.6 GB", in powers of ten.
  static func bytes(_ count: Int) -> String {
    let units = ["B", "kB", "MB", "GB", "TB"]
    var value = Double(count)
    var unit = 0
    while value >= 999.5, unit < units.count - 1 {
      value /= 1000
      unit += 1
    }
    return "\(fixed(value, unit == 0 || value >= 100 ? 0 : 1)) \(units[unit])"
  }

  /// "0.42 s", "3 min 20 s".
  static func seconds(_ seconds: Double) -> String {
    if seconds >= 120 { return "\(Int(seconds) / 60) min \(Int(seconds) % 60) s" }
    return "\(fixed(seconds, seconds < 10 ? 2 : 1)) s"
  }

  /// "p < 0.001" or "p = 0.042".
  static func probability(_ p: Double) -> String { p < 0.001 ? "p < 0.001" : "p = \(fixed(p, 3))" }
}
