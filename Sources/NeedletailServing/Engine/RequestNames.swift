import Synchronization

/// Names for answers that no two answers of any engine share, but by a chance of 2⁻⁶⁴.
struct RequestNames: ~Copyable, Sendable {
  private let start = UInt64.random(in: 0 ... .max)
  private let count = Atomic<UInt64>(0)

  /// The next name: 16 hexadecimal digits.
  func next() -> String {
    // A bijection of 64-bit words (the finaliser of SplitMix64), so that names of one engine never meet.
    var word = start &+ count.add(1, ordering: .relaxed).newValue
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    word ^= word >> 31
    let digits = String(word, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
