/// The Mersenne Twister MT19937 with Knuth's seeding and the bounded draws of numpy's legacy generator.
///
/// It exists to repeat published splits bit for bit (Matsumoto and Nishimura, ACM TOMACS 1998). Everything
/// else draws from `RandomStream`.
public struct MersenneTwister: Sendable {
  private var state: [UInt32]
  private var used: Int

  /// The generator under a seed.
  public init(seed: UInt32) {
    state = [UInt32](repeating: seed, count: Self.size)
    for index in 1..<Self.size {
      let previous = state[index - 1]
      state[index] = 1_812_433_253 &* (previous ^ previous >> 30) &+ UInt32(index)
    }
    used = Self.size
  }

  private static let size = 624
  private static let middle = 397

  /// The next 32 random bits.
  public mutating func nextWord() -> UInt32 {
    if used == Self.size { refill() }
    var word = state[used]
    used += 1
    word ^= word >> 11
    word ^= word << 7 & 0x9D2C_5680
    word ^= word << 15 & 0xEFC6_0000
    return word ^ word >> 18
  }

  private mutating func refill() {
    for index in 0..<Self.size {
      let joined = state[index] & 0x8000_0000 | state[(index + 1) % Self.size] & 0x7FFF_FFFF
      let twist = joined & 1 == 0 ? 0 : 0x9908_B0DF as UInt32
      state[index] = state[(index + Self.middle) % Self.size] ^ joined >> 1 ^ twist
    }
    used = 0
  }

  /// A number in `0...maximum` by masked rejection; `maximum` 0 draws nothing.
  ///
  /// - Precondition: `maximum` fits in 32 bits.
  public mutating func number(upTo maximum: Int) -> Int {
    let maximum = UInt32(maximum)
    guard maximum > 0 else { return 0 }
    let mask = UInt32.max >> UInt32(maximum.leadingZeroBitCount)
    while true {
      let word = nextWord() & mask
      if word <= maximum { return Int(word) }
    }
  }

  /// The numbers `0..<count` in random order (Fisher and Yates, from the end).
  public mutating func permutation(of count: Int) -> [Int] {
    var numbers = Array(0..<count)
    for last in stride(from: count - 1, to: 0, by: -1) {
      numbers.swapAt(last, number(upTo: last))
    }
    return numbers
  }

  /// `size` different numbers of `0..<count`: the head of a permutation.
  ///
  /// - Precondition: `size` is at most `count`.
  public mutating func choice(_ size: Int, of count: Int) -> [Int] {
    Array(permutation(of: count)[0..<size])
  }
}
