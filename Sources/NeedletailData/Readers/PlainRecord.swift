/// The short way through a record that is as plain as most are.
struct PlainRecord {
  private let roles: [FieldRole]
  private let delimiter: UInt8
  private let double: Bool
  private let clock: ClockReading

  init(_ dialect: Dialect) {
    roles = dialect.roles
    delimiter = dialect.delimiter.first
    double = dialect.delimiter == .doubleColon
    clock = dialect.clock
  }

  /// Whether files of a dialect can have plain records.
  static func reads(_ dialect: Dialect) -> Bool { dialect.delimiter != .blanks && !dialect.ragged }

  /// Reads the record at `start` into row `row`.
  ///
  /// - Returns: where the next record starts; nil, having written nothing that counts, when the record is not
  ///   plain.
  @inline(__always)
  func read(
    _ start: UnsafePointer<UInt8>, _ columns: ParsedChunk.Pointers, _ row: Int
  ) -> UnsafePointer<UInt8>? {
    var position = start
    let last = roles.count &- 1
    var column = 0
    while true {
      switch roles[column] {
      case .user:
        guard let id = Self.id(&position) else { return nil }
        columns.users[row] = id
      case .item:
        guard let id = Self.id(&position) else { return nil }
        columns.items[row] = id
      case .session:
        guard let id = Self.id(&position) else { return nil }
        columns.sessions.unsafelyUnwrapped[row] = id
      case .value:
        guard let value = Self.decimal(&position) else { return nil }
        columns.values.unsafelyUnwrapped[row] = value
      case .completion:
        guard let value = Self.decimal(&position) else { return nil }
        columns.completion.unsafelyUnwrapped[row] = value
      case .dwell:
        guard let value = Self.decimal(&position) else { return nil }
        columns.dwell.unsafelyUnwrapped[row] = value
      case .intent:
        guard let value = Self.decimal(&position) else { return nil }
        columns.intent.unsafelyUnwrapped[row] = value
      case .time:
        let (value, count) = DigitRun.read(position)
        guard count &- 1 < 15, count > 0, let time = clock.milliseconds(Int64(value)) else { return nil }
        columns.times.unsafelyUnwrapped[row] = time
        position += count
      case .fold:
        let (value, count) = DigitRun.read(position)
        guard count &- 1 < 3, count > 0, value >= 1, value <= 255 else { return nil }
        columns.folds.unsafelyUnwrapped[row] = UInt8(value)
        position += count
      case .kind: return nil
      case .ignored:
        guard position.pointee != Byte.quote else { return nil }
        while position.pointee != delimiter, position.pointee != Byte.newline { position += 1 }
        if column == last, position > start, position[-1] == Byte.carriageReturn { position -= 1 }
      }
      if column == last { break }
      guard position.pointee == delimiter else { return nil }
      position += 1
      if double {
        guard position.pointee == delimiter else { return nil }
        position += 1
      }
      column &+= 1
    }
    if position.pointee == Byte.newline { return position + 1 }
    guard position.pointee == Byte.carriageReturn, position[1] == Byte.newline else { return nil }
    return position + 2
  }

  /// An integer of at most 15 digits without leading zeros.
  @inline(__always)
  private static func id(_ position: inout UnsafePointer<UInt8>) -> Int64? {
    let (value, count) = DigitRun.read(position)
    guard count > 0, count <= 15, position.pointee != Byte.zero || count == 1 else { return nil }
    position += count
    return Int64(value)
  }

  /// A decimal number whose digits fit in 24 bits: one exact division gives the nearest float.
  @inline(__always)
  private static func decimal(_ position: inout UnsafePointer<UInt8>) -> Float? {
    var place = position
    let negative = place.pointee == Byte.minus
    if negative { place += 1 }
    let (whole, count) = DigitRun.read(place)
    guard count > 0, count <= 8 else { return nil }
    place += count
    var digits = whole
    var value: Float
    if place.pointee == Byte.dot {
      place += 1
      let (fraction, places) = DigitRun.read(place)
      guard places <= 8 else { return nil }
      digits = digits &* DigitRun.powers(places) &+ fraction
      guard digits < 1 << 24 else { return nil }
      value = Float(digits) / NumberParsing.exactPower(places)
      place += places
    } else {
      guard digits < 1 << 24 else { return nil }
      value = Float(digits)
    }
    if negative { value = -value }
    position = place
    return value
  }
}
