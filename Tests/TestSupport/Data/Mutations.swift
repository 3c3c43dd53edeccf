import NeedletailMath

/// Damages inputs: flips, cuts, insertions, repetitions, deletions, splices and numbers too big for anything.
package struct Mutations {
  private var random: RandomStream

  /// A seeded stream of damage.
  package init(seed: UInt64) { random = RandomStream(seed: seed) }

  private static let fragments: [[UInt8]] = [
    "99999999999999999999999999", "-1", "1e400", "nan", "inf", "0x1p3", "\u{0}", "\"", "\"\"", "\n", "\r\n",
    "\r", "::", "\t", ",", "{", "}", "[", "]", "\\u", "\\ud800", "(", ")", "\u{feff}", ":token", "#",
    "9223372036854775807", "-9223372036854775808", "1970-13-41", "2016-05-09T99:00", "  ", "null", ":",
  ].map { Array($0.utf8) } + [[0xff, 0xfe], [0xc3], [0xf0, 0x9f], [0x1f, 0x8b], [0x28, 0xb5, 0x2f, 0xfd]]

  private mutating func below(_ bound: Int) -> Int {
    bound <= 0 ? 0 : Int(random.next() % UInt64(bound))
  }

  /// One to four damages.
  package mutating func mutate(_ bytes: [UInt8], splicing other: [UInt8]) -> [UInt8] {
    var result = bytes
    for _ in 0...below(4) { damage(&result, other) }
    return result
  }

  private mutating func damage(_ bytes: inout [UInt8], _ other: [UInt8]) {
    let place = below(bytes.count + 1)
    let end = min(bytes.count, place + 1 + below(12))
    switch below(8) {
    case 0: if place < bytes.count { bytes[place] ^= UInt8(1 << below(8)) }
    case 1: if place < bytes.count { bytes[place] = UInt8(below(256)) }
    case 2: bytes.removeSubrange(place...)
    case 3: bytes.insert(contentsOf: Self.fragments[below(Self.fragments.count)], at: place)
    case 4: bytes.insert(contentsOf: bytes[min(place, end)..<end], at: place)
    case 5: bytes.removeSubrange(min(place, end)..<end)
    case 6: bytes = Array(bytes[..<place]) + other[below(other.count + 1)...]
    default: if place < end { bytes.replaceSubrange(place..<end, with: Self.fragments[below(Self.fragments.count)]) }
    }
  }
}
