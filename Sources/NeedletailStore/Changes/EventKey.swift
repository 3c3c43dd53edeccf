/// An event id in 16 bytes: what a store remembers to know a second sending.
///
/// Two multiply-and-mix lanes over eight bytes at a time with different constants. Any two of a billion ids meet
/// with a probability of 1e-21. It is no protection against somebody who makes ids collide on purpose: who may write
/// events can harm their own events only by that.
struct EventKey: Hashable {
  var first: UInt64
  var second: UInt64

  init(_ id: String) {
    first = 0x6A09_E667_F3BC_C909
    second = 0xBB67_AE85_84CA_A73B
    var word: UInt64 = 0
    var filled: UInt64 = 0
    for byte in id.utf8 {
      word |= UInt64(byte) << (8 * filled)
      filled += 1
      if filled == 8 {
        mix(word)
        word = 0
        filled = 0
      }
    }
    mix(word)
    mix(UInt64(id.utf8.count))
    (first, second) = (Self.spread(first &+ second), Self.spread(second ^ (first >> 32 | first << 32)))
  }

  private mutating func mix(_ word: UInt64) {
    first = Self.spread(first ^ word) &* 0x9E37_79B9_7F4A_7C15
    second = Self.spread(second &+ word &* 0xC2B2_AE3D_27D4_EB4F) &+ 0x1656_67B1_9E37_79F9
  }

  /// A reversible mixing of all bits of a word.
  private static func spread(_ word: UInt64) -> UInt64 {
    var word = word
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }
}
