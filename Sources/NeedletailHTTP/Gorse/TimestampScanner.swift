/// Reads dates and times that are written with separators or with the names of months.
struct TimestampScanner {
  private let bytes: [UInt8]
  private var place = 0
  private var year: Int?
  private var month: Int?
  private var day: Int?
  /// Milliseconds of the day.
  private var clock = 0
  /// Minutes ahead of UTC.
  private var zone = 0

  private init(bytes: [UInt8]) { self.bytes = bytes }

  /// Milliseconds since 1970; nil for what is no date.
  static func read(_ bytes: [UInt8]) -> Int64? {
    var scanner = TimestampScanner(bytes: bytes)
    guard scanner.date(), scanner.timeAndZone(), let year = scanner.year, let month = scanner.month,
      let day = scanner.day, let date = CivilDate(year: year, month: month, day: day)
    else { return nil }
    return Int64(date.daysSince1970) * 86_400_000 + Int64(scanner.clock) - Int64(scanner.zone) * 60_000
  }

  // MARK: The date

  /// `2006-01-02`, `01/02/2006`, `2 Jan 2006`, `Jan 2, 2006`, each after a day of the week or none; the year may
  /// come after the time (`Jan 2 15:04:05 2006`).
  private mutating func date() -> Bool {
    if let word = word(), Self.months[word] == nil {
      guard Self.weekdays.contains(String(word.prefix(3))) else { return false }
      _ = skip(",")
      skipSpaces()
    } else {
      place = 0
    }
    if let word = word() {
      guard let number = Self.months[word] else { return false }
      month = number
      _ = skip(".")
      skipSpaces()
      return dayAndYear()
    }
    guard let first = number(), let separator = separator() else { return false }
    if first.digits == 4 { return yearFirst(first.value, separator) }
    guard first.digits <= 2 else { return false }
    if let name = word() {
      guard let number = Self.months[name] else { return false }
      (day, month) = (first.value, number)
      _ = skip(",")
      return take(separator) && self.fullYear()
    }
    // With numbers only, the month comes first, as gorse reads them.
    guard separator == UInt8(ascii: "/") || separator == UInt8(ascii: "."), let second = number(),
      take(separator)
    else { return false }
    (month, day) = (first.value, second.value)
    return fullYear()
  }

  private mutating func yearFirst(_ value: Int, _ separator: UInt8) -> Bool {
    year = value
    if let name = word() {
      month = Self.months[name]
    } else {
      month = number()?.value
    }
    guard month != nil, take(separator), let second = number(), second.digits <= 2 else { return false }
    day = second.value
    return true
  }

  private mutating func dayAndYear() -> Bool {
    guard let second = number(), second.digits <= 2 else { return false }
    day = second.value
    if let ending = word() { guard ["st", "nd", "rd", "th"].contains(ending) else { return false } }
    _ = skip(",")
    skipSpaces()
    let start = place
    if !fullYear() || peek == UInt8(ascii: ":") {
      place = start
      year = nil
    }
    return true
  }

  private mutating func fullYear() -> Bool {
    skipSpaces()
    guard let number = number(), number.digits == 4 else { return false }
    year = number.value
    return true
  }

  // MARK: The time of day

  private mutating func timeAndZone() -> Bool {
    _ = skip(",")
    if !skip("T"), !skip("t") { skipSpaces() }
    guard place < bytes.count else { return true }
    guard let hour = number(), hour.digits <= 2, skip(":"), let minute = twoDigits(below: 60) else {
      return false
    }
    var second = 0
    var thousandths = 0
    if skip(":") {
      guard let value = twoDigits(below: 61) else { return false }
      second = value
      if skip(".") || skip(",") {
        guard let value = self.thousandths() else { return false }
        thousandths = value
      }
    }
    guard let hours = halfDay(hour.value), hours < 24 else { return false }
    clock = ((hours * 60 + minute) * 60 + second) * 1000 + thousandths
    return zoneAndRest()
  }

  /// The hour of 24, when `AM` or `PM` follows; the hour as it is otherwise.
  private mutating func halfDay(_ hour: Int) -> Int? {
    let start = place
    skipSpaces()
    switch word() {
    case "am": return (1...12).contains(hour) ? hour % 12 : nil
    case "pm": return (1...12).contains(hour) ? hour % 12 + 12 : nil
    default:
      place = start
      return hour
    }
  }

  /// `Z`, `UTC`, `+02:00`, `-0700`, `GMT+0100 (…)`, `+0000 UTC`; and a year that is still missing.
  private mutating func zoneAndRest() -> Bool {
    for _ in 0..<4 {
      skipSpaces()
      guard let byte = peek else { return true }
      if byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") {
        place += 1
        guard let minutes = offset() else { return false }
        zone = byte == UInt8(ascii: "+") ? minutes : -minutes
      } else if byte == UInt8(ascii: "(") {
        return bytes.last == UInt8(ascii: ")")
      } else if year == nil, fullYear() {
        continue
      } else {
        guard let word = word(), ["z", "utc", "gmt"].contains(word) else { return false }
      }
    }
    return place == bytes.count
  }

  private mutating func offset() -> Int? {
    guard let first = number() else { return nil }
    var (hours, minutes) = (first.value, 0)
    if first.digits == 4 {
      (hours, minutes) = (first.value / 100, first.value % 100)
    } else if first.digits <= 2, skip(":") {
      guard let value = twoDigits(below: 60) else { return nil }
      minutes = value
    }
    return hours <= 18 && minutes < 60 ? hours * 60 + minutes : nil
  }

  // MARK: Pieces

  private var peek: UInt8? { place < bytes.count ? bytes[place] : nil }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard peek == byte else { return false }
    place += 1
    return true
  }

  private mutating func skip(_ character: Unicode.Scalar) -> Bool { take(UInt8(ascii: character)) }

  private mutating func skipSpaces() { while skip(" ") {} }

  private mutating func separator() -> UInt8? {
    guard let byte = peek, [45, 46, 47, 32].contains(byte) else { return nil }
    place += 1
    return byte
  }

  /// Up to four digits.
  private mutating func number() -> (value: Int, digits: Int)? {
    let start = place
    var value = 0
    while let byte = peek, (48..<58).contains(byte), place - start < 5 {
      value = value * 10 + Int(byte) - 48
      place += 1
    }
    let digits = place - start
    return (1...4).contains(digits) ? (value, digits) : nil
  }

  private mutating func twoDigits(below bound: Int) -> Int? {
    guard let number = number(), number.digits == 2, number.value < bound else { return nil }
    return number.value
  }

  /// A fraction of any length, cut to three digits.
  private mutating func thousandths() -> Int? {
    let start = place
    var value = 0
    while let byte = peek, (48..<58).contains(byte) {
      if place - start < 3 { value = value * 10 + Int(byte) - 48 }
      place += 1
    }
    let digits = place - start
    for _ in min(digits, 3)..<3 { value *= 10 }
    return digits > 0 ? value : nil
  }

  /// Letters, in lower case.
  private mutating func word() -> String? {
    var letters: [UInt8] = []
    while let byte = peek, (65..<91).contains(byte) || (97..<123).contains(byte) {
      letters.append(byte | 32)
      place += 1
    }
    return letters.isEmpty ? nil : String(decoding: letters, as: UTF8.self)
  }

  private static let weekdays: Set<String> = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

  private static let months: [String: Int] = {
    let names = [
      "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
      "november", "december",
    ]
    var months: [String: Int] = ["sept": 9]
    for (place, name) in names.enumerated() {
      months[name] = place + 1
      months[String(name.prefix(3))] = place + 1
    }
    return months
  }()
}
