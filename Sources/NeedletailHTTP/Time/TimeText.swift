/// Moments as text.
package enum TimeText {
  /// RFC 3339 in UTC with milliseconds: `2026-01-31T08:00:00.000Z`.
  ///
  /// - Parameter milliseconds: since 1970-01-01T00:00:00Z; beyond the years 0 to 9999 the year has more digits.
  package static func iso(milliseconds: Int64) -> String {
    let day = milliseconds.floorDivided(by: 86_400_000)
    let rest = milliseconds - day * 86_400_000
    let civil = CivilDate(daysSince1970: Int(day))
    let date = [(Int64(civil.year), 4), (Int64(civil.month), 2), (Int64(civil.day), 2)].map { padded($0, $1) }
    let clock = [rest / 3_600_000, rest / 60_000 % 60, rest / 1000 % 60].map { padded($0, 2) }
    return "\(date.joined(separator: "-"))T\(clock.joined(separator: ":")).\(padded(rest % 1000, 3))Z"
  }

  private static func padded(_ number: Int64, _ width: Int) -> String {
    let digits = String(number.magnitude)
    return (number < 0 ? "-" : "") + String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}

extension Int64 {
  fileprivate func floorDivided(by divisor: Int64) -> Int64 {
    self / divisor - (self % divisor < 0 ? 1 : 0)
  }
}
