/// Decimal digits, eight at a time.
enum DigitRun {
  /// How many bytes beyond the end of its text a buffer must have for `read` to look at.
  static let padding = 32

  /// The value of the run of digits that begins at `start`, of which at most 16 are read.
  ///
  /// Up to 16 digits need no loop: eight bytes are loaded as one word, the first that is no digit is found by
  /// its bits, and three multiplications join the digits.
  @inline(__always)
  static func read(_ start: UnsafePointer<UInt8>) -> (value: UInt64, count: Int) {
    let (value, count) = eight(start)
    guard count == 8 else { return (value, count) }
    let (low, more) = eight(start + 8)
    return (value &* powers(more) &+ low, 8 + more)
  }

  /// 10 to the power of 0...8.
  @inline(__always)
  static func powers(_ exponent: Int) -> UInt64 {
    switch exponent {
    case 0: 1
    case 1: 10
    case 2: 100
    case 3: 1000
    case 4: 10_000
    case 5: 100_000
    case 6: 1_000_000
    case 7: 10_000_000
    default: 100_000_000
    }
  }

  @inline(__always)
  private static func eight(_ start: UnsafePointer<UInt8>) -> (value: UInt64, count: Int) {
    let word = UInt64(littleEndian: UnsafeRawPointer(start).loadUnaligned(as: UInt64.self))
    let digits = word ^ 0x3030_3030_3030_3030
    // The lowest byte above 9 has its top bit set; a carry can only spoil bytes above it.
    let others = ((digits &+ 0x7676_7676_7676_7676) | digits) & 0x8080_8080_8080_8080
    let count = others.trailingZeroBitCount >> 3
    // The digits move to the top, zeros fill in as leading digits.
    var pairs = count == 0 ? 0 : digits &<< UInt64(64 &- 8 &* count)
    pairs = pairs &* 10 &+ (pairs >> 8)
    let even = (pairs & 0x0000_00ff_0000_00ff) &* 0x000f_4240_0000_0064
    let odd = ((pairs >> 16) & 0x0000_00ff_0000_00ff) &* 0x0000_2710_0000_0001
    return ((even &+ odd) >> 32, count)
  }
}
