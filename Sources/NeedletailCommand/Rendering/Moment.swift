import Glibc

/// Moments as people read them, in UTC.
enum Moment {
  /// "2000-12-31".
  static func day(_ milliseconds: Int64) -> String {
    var seconds = time_t(milliseconds / 1000)
    var fields = tm()
    guard gmtime_r(&seconds, &fields) != nil else { return "\(milliseconds) ms" }
    func padded(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(fields.tm_year + 1900)-\(padded(fields.tm_mon + 1))-\(padded(fields.tm_mday))"
  }
}
