/// A counter-based random stream: Philox 4×32 with ten rounds (Salmon et al., SC 2011).
///
/// The i-th block is a function of (seed, stream, i) alone, so a row, a user or a tile owns a stream and draws
/// the same numbers whichever thread works on it and whatever was drawn before.
public struct RandomStream: RandomNumberGenerator, Sendable {
  private let key: (UInt32, UInt32)
  private let stream: UInt64
  private var block: UInt64 = 0
  private var words: (UInt32, UInt32, UInt32, UInt32) = (0, 0, 0, 0)
  private var used = 4

  /// The stream with a number under a seed.
  ///
  /// - Parameters:
  ///   - seed: the seed of the run.
  ///   - stream: which of the 2⁶⁴ independent streams; `purpose` and row number together, for example.
  public init(seed: UInt64, stream: UInt64 = 0) {
    key = (UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
    self.stream = stream
  }

  /// The stream of a row under a purpose, so that two uses of one seed never share numbers.
  public init(seed: UInt64, purpose: UInt16, row: Int) {
    self.init(seed: seed, stream: UInt64(purpose) << 48 | UInt64(row))
  }

  /// The next 32 random bits.
  public mutating func nextWord() -> UInt32 {
    if used == 4 {
      words = Self.block(
        counter: (
          UInt32(truncatingIfNeeded: block), UInt32(truncatingIfNeeded: block >> 32),
          UInt32(truncatingIfNeeded: stream), UInt32(truncatingIfNeeded: stream >> 32)
        ), key: key)
      block += 1
      used = 0
    }
    defer { used += 1 }
    switch used {
    case 0: return words.0
    case 1: return words.1
    case 2: return words.2
    default: return words.3
    }
  }

  /// The next 64 random bits.
  public mutating func next() -> UInt64 {
    let low = UInt64(nextWord())
    return UInt64(nextWord()) << 32 | low
  }

  /// A number in [0, 1) with 24 random bits.
  public mutating func uniformFloat() -> Float { Float(nextWord() >> 8) * 0x1p-24 }

  /// A number in [0, 1) with 53 random bits.
  public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// An index in `0..<bound` without bias.
  ///
  /// - Precondition: `bound` is positive.
  public mutating func index(below bound: Int) -> Int { Int(next(upperBound: UInt64(bound))) }

  /// The Philox bijection of a 128-bit counter under a 64-bit key.
  package static func block(
    counter: (UInt32, UInt32, UInt32, UInt32), key: (UInt32, UInt32)
  ) -> (UInt32, UInt32, UInt32, UInt32) {
    var (c0, c1, c2, c3) = counter
    var (k0, k1) = key
    for _ in 0..<10 {
      let product0 = 0xD251_1F53 &* UInt64(c0)
      let product1 = 0xCD9E_8D57 &* UInt64(c2)
      let high0 = UInt32(truncatingIfNeeded: product0 >> 32)
      let high1 = UInt32(truncatingIfNeeded: product1 >> 32)
      (c0, c1, c2, c3) = (
        high1 ^ c1 ^ k0, UInt32(truncatingIfNeeded: product1), high0 ^ c3 ^ k1,
        UInt32(truncatingIfNeeded: product0)
      )
      k0 &+= 0x9E37_79B9
      k1 &+= 0xBB67_AE85
    }
    return (c0, c1, c2, c3)
  }
}
