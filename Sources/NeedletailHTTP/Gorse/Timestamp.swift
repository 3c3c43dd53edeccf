/// Moments as gorse's clients write them, and as they want to read them.
///
/// Numbers are milliseconds since 1970-01-01T00:00:00Z, of the years 1...9999.
package enum Timestamp {
  /// What stands for a moment that nobody told: the first one of year 1.
  package static let unknown: Int64 = -62_135_596_800_000
  /// The first moment of the year 10000.
  private static let end: Int64 = 253_402_300_800_000

  /// The moment of a text: RFC 3339 and its relatives, dates with slashes or names of months, mail and HTTP
  /// dates, Go's and Python's own ways, and Unix time as digits. Times without a zone are UTC.
  ///
  /// - Returns: nil for anything else, and for days that do not exist.
  package static func milliseconds(_ text: String) -> Int64? {
    let text = text.utf8.drop { $0 == UInt8(ascii: " ") }
    guard !text.isEmpty, text.count <= 128 else { return nil }
    return bounded(digits(text) ?? TimestampScanner.read(Array(text)))
  }

  /// The moment of a number, as Unix time in seconds, milliseconds, microseconds or nanoseconds by its size.
  package static func milliseconds(_ number: Double) -> Int64? {
    guard number.isFinite else { return nil }
    let milliseconds =
      switch number.magnitude {
      case 0..<1e11: number * 1e3
      case 1e11..<1e14: number
      case 1e14..<1e17: number / 1e3
      default: number / 1e6
      }
    guard milliseconds.magnitude < 1e15 else { return nil }
    return bounded(Int64(milliseconds.rounded(.down)))
  }

  /// A moment as RFC 3339 in UTC, with a fraction only when there is one.
  package static func text(_ milliseconds: Int64) -> String {
    let moment = min(max(milliseconds, unknown), end - 1)
    let days = (moment - (moment >= 0 ? 0 : 86_399_999)) / 86_400_000
    let rest = Int(moment - days * 86_400_000)
    let date = CivilDate(daysSince1970: Int(days))
    var text = padded(date.year, 4) + "-" + padded(date.month, 2) + "-" + padded(date.day, 2)
    text += "T" + padded(rest / 3_600_000, 2) + ":" + padded(rest / 60_000 % 60, 2)
    text += ":" + padded(rest / 1000 % 60, 2)
    if rest % 1000 != 0 {
      var fraction = padded(rest % 1000, 3)
      while fraction.last == "0" { fraction.removeLast() }
      text += "." + fraction
    }
    return text + "Z"
  }

  private static func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }

  private static func bounded(_ milliseconds: Int64?) -> Int64? {
    guard let milliseconds, milliseconds >= unknown, milliseconds < end else { return nil }
    return milliseconds
  }

  /// A text of digits: eight are a date, fourteen a date and a time, all others Unix time.
  private static func digits(_ text: Substring.UTF8View) -> Int64? {
    guard let number = Double(Substring(text)), text.allSatisfy({ $0 < UInt8(ascii: ":") }) else {
      return nil
    }
    guard text.allSatisfy({ (48..<58).contains($0) }), text.count == 8 || text.count == 14,
      let whole = Int(Substring(text))
    else { return milliseconds(number) }
    let date = text.count == 8 ? whole : whole / 1_000_000
    let clock = text.count == 8 ? 0 : whole % 1_000_000
    guard let day = CivilDate(year: date / 10_000, month: date / 100 % 100, day: date % 100),
      clock / 10_000 < 24, clock / 100 % 100 < 60, clock % 100 < 60
    else { return nil }
    let seconds = (clock / 10_000 * 60 + clock / 100 % 100) * 60 + clock % 100
    return (Int64(day.daysSince1970) * 86_400 + Int64(seconds)) * 1000
  }
}
