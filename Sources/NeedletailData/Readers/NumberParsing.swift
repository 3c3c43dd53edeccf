/// Numbers of whole fields, checked in full: the fast loops fall back on these.
enum NumberParsing {
  /// The integer that a field spells canonically, as `ExternalID.integer`.
  static func canonicalInteger(_ field: Field) -> Int64? {
    guard let first = field.bytes.first else { return nil }
    let negative = first == Byte.minus
    let digits = field.count - (negative ? 1 : 0)
    guard digits > 0, digits <= 19 else { return nil }
    let leading = field.start[negative ? 1 : 0]
    guard leading != Byte.zero || (digits == 1 && !negative) else { return nil }
    return integer(field)
  }

  /// The integer that a field spells, an optional sign and digits, or nil also when it needs more than 64 bits.
  static func integer(_ field: Field) -> Int64? {
    var bytes = field.bytes[...]
    let negative = bytes.first == Byte.minus
    if negative || bytes.first == Byte.plus { bytes.removeFirst() }
    guard !bytes.isEmpty else { return nil }
    var value: Int64 = 0
    for byte in bytes {
      guard Byte.isDigit(byte) else { return nil }
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      let digit = Int64(byte &- Byte.zero)
      let (sum, overflow2) =
        negative ? product.subtractingReportingOverflow(digit) : product.addingReportingOverflow(digit)
      guard !overflow, !overflow2 else { return nil }
      value = sum
    }
    return value
  }

  /// The number nearest to what a field spells: sign, digits, point, digits, exponent. Not a number, infinity,
  /// hexadecimal and what overflows are nil.
  static func float(_ field: Field) -> Float? {
    var index = 0
    let bytes = field.bytes
    var digits = 0
    func skipDigits() -> Int {
      let start = index
      while index < bytes.count, Byte.isDigit(bytes[index]) { index += 1 }
      return index - start
    }
    func skipSign() {
      if index < bytes.count, bytes[index] == Byte.minus || bytes[index] == Byte.plus { index += 1 }
    }
    skipSign()
    digits += skipDigits()
    if index < bytes.count, bytes[index] == Byte.dot {
      index += 1
      digits += skipDigits()
    }
    guard digits > 0 else { return nil }
    if index < bytes.count, bytes[index] | 0x20 == UInt8(ascii: "e") {
      index += 1
      skipSign()
      guard skipDigits() > 0 else { return nil }
    }
    guard index == bytes.count, let value = Float(field.string), value.isFinite else { return nil }
    return value
  }

  /// 10 to the power of 0...10, all exact in 32-bit floating point.
  @inline(__always)
  static func exactPower(_ exponent: Int) -> Float {
    switch exponent {
    case 0: 1
    case 1: 10
    case 2: 100
    case 3: 1e3
    case 4: 1e4
    case 5: 1e5
    case 6: 1e6
    case 7: 1e7
    default: 1e8
    }
  }
}
