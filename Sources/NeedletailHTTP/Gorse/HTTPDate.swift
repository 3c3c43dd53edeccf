/// Moments as HTTP's heads have them: `Sun, 06 Nov 1994 08:49:37 GMT`.
package enum HTTPDate {
  /// A moment of the years 1...9999.
  ///
  /// - Parameter milliseconds: since 1970-01-01T00:00:00Z.
  package static func text(_ milliseconds: Int64) -> String {
    let rfc3339 = Timestamp.text(milliseconds)
    let days = Int(milliseconds >= 0 ? milliseconds / 86_400_000 : (milliseconds - 86_399_999) / 86_400_000)
    let date = CivilDate(daysSince1970: days)
    let weekday = weekdays[((days % 7) + 7) % 7]
    let day = (date.day < 10 ? "0" : "") + String(date.day)
    return
      "\(weekday), \(day) \(months[date.month - 1]) \(rfc3339.prefix(4)) \(rfc3339.dropFirst(11).prefix(8)) GMT"
  }

  /// From the day of 1970-01-01 on.
  private static let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]
}
