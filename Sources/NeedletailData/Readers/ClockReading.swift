/// How the numbers of a time column become milliseconds.
struct ClockReading: Sendable, Hashable {
  let multiplier: Int64
  let divisor: Int64
  /// What the numbers are once read.
  let clock: InteractionLog.Clock

  /// A reading of a declared unit; `automatic` counts as seconds.
  init(unit: ReadOptions.TimeUnit) {
    clock = unit == .order ? .order : .milliseconds
    (multiplier, divisor) =
      switch unit {
      case .automatic, .seconds: (1000, 1)
      case .milliseconds, .order: (1, 1)
      case .microseconds: (1, 1000)
      case .nanoseconds: (1, 1_000_000)
      }
  }

  /// The reading that suits some of the column's values: the middle one decides.
  init(sample: [Int64]) {
    let middle = sample.isEmpty ? 0 : sample.map(\.magnitude).sorted()[sample.count / 2]
    let unit: ReadOptions.TimeUnit =
      switch middle {
      case 0..<10_000_000: .order
      case 0..<100_000_000_000: .seconds
      case 0..<100_000_000_000_000: .milliseconds
      case 0..<100_000_000_000_000_000: .microseconds
      default: .nanoseconds
      }
    self.init(unit: unit)
  }

  /// A number in milliseconds, or nil when it does not fit.
  @inline(__always)
  func milliseconds(_ number: Int64) -> Int64? {
    let (product, overflow) = number.multipliedReportingOverflow(by: multiplier)
    return overflow ? nil : divisor == 1 ? product : product / divisor
  }

  /// A field in milliseconds: a number, with a fraction or without, or a date.
  func read(_ field: Field) -> Int64? {
    if let number = NumberParsing.integer(field) { return milliseconds(number) }
    if let moment = CalendarDate.milliseconds(field) { return clock == .milliseconds ? moment : nil }
    guard let point = field.bytes.firstIndex(of: Byte.dot) else { return nil }
    guard let whole = NumberParsing.integer(Field(field.start, count: point)) else { return nil }
    let fraction = field.bytes[(point + 1)...]
    guard fraction.allSatisfy(Byte.isDigit), let start = milliseconds(whole) else { return nil }
    guard multiplier == 1000 else { return start }
    var thousandths: Int64 = 0
    for place in 0..<3 {
      thousandths = thousandths * 10
      if place < fraction.count { thousandths += Int64(fraction[point + 1 + place] &- Byte.zero) }
    }
    let negative = field.start.pointee == Byte.minus
    let (sum, overflow) = start.addingReportingOverflow(negative ? -thousandths : thousandths)
    return overflow ? nil : sum
  }
}

/// Dates of the calendar as text: `2016-05-09`, `2016-05-09 10:30:00`, `2016-05-09T10:30:00.5Z`, `…+02:00`.
enum CalendarDate {
  /// Milliseconds since 1970, taking a date without a zone as UTC; nil for anything else.
  static func milliseconds(_ field: Field) -> Int64? {
    var scanner = Scanner(bytes: field.bytes)
    guard let year = scanner.digits(4), scanner.skip("-"), let month = scanner.digits(2), scanner.skip("-"),
      let day = scanner.digits(2), (1...12).contains(month), (1...31).contains(day)
    else { return nil }
    let days = daysSince1970(year: year, month: month, day: day)
    guard !scanner.atEnd else { return Int64(days) * 86_400_000 }
    guard scanner.skip("T") || scanner.skip(" "), let hour = scanner.digits(2), scanner.skip(":"),
      let minute = scanner.digits(2), hour < 24, minute < 60
    else { return nil }
    var milliseconds = (days * 1440 + hour * 60 + minute) * 60_000
    if scanner.skip(":") {
      guard let second = scanner.digits(2), second <= 60 else { return nil }
      milliseconds += second * 1000
      if scanner.skip(".") {
        guard let fraction = scanner.thousandths() else { return nil }
        milliseconds += fraction
      }
    }
    if scanner.atEnd || (scanner.skip("Z") && scanner.atEnd) { return Int64(milliseconds) }
    let sign = scanner.skip("+") ? 1 : scanner.skip("-") ? -1 : 0
    guard sign != 0, let hours = scanner.digits(2) else { return nil }
    _ = scanner.skip(":")
    guard let minutes = scanner.digits(2), scanner.atEnd else { return nil }
    return Int64(milliseconds - sign * (hours * 60 + minutes) * 60_000)
  }

  /// The number of days from 1970-01-01 in the Gregorian calendar, years counted from March.
  private static func daysSince1970(year: Int, month: Int, day: Int) -> Int {
    let marchYear = month > 2 ? year : year - 1
    let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
    return marchYear * 365 + marchYear / 4 - marchYear / 100 + marchYear / 400 + dayOfYear - 719_468
  }

  private struct Scanner {
    let bytes: UnsafeBufferPointer<UInt8>
    var index = 0

    var atEnd: Bool { index == bytes.count }

    mutating func digits(_ count: Int) -> Int? {
      guard index + count <= bytes.count else { return nil }
      var value = 0
      for _ in 0..<count {
        guard Byte.isDigit(bytes[index]) else { return nil }
        value = value * 10 + Int(bytes[index] &- Byte.zero)
        index += 1
      }
      return value
    }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
      guard index < bytes.count, bytes[index] == UInt8(ascii: character) else { return false }
      index += 1
      return true
    }

    /// One digit or more after a point, cut to three.
    mutating func thousandths() -> Int? {
      var value = 0
      var places = 0
      while index < bytes.count, Byte.isDigit(bytes[index]) {
        if places < 3 { value = value * 10 + Int(bytes[index] &- Byte.zero) }
        places += 1
        index += 1
      }
      guard places > 0 else { return nil }
      for _ in min(places, 3)..<3 { value *= 10 }
      return value
    }
  }
}
