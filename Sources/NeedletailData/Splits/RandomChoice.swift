import NeedletailMath

/// The uses of random numbers in splits; each has a seed of its own under the seed of the run.
enum SplitPurpose: UInt16 {
  case random = 0x5301
  case users, ratings, negatives, folds, items

  /// The seed of this use; choosing the validation part never repeats the choices of the test part.
  func seed(_ seed: UInt64, for part: Part) -> UInt64 {
    var stream = RandomStream(seed: seed, purpose: rawValue, row: Int(part.rawValue))
    return stream.next()
  }
}

/// Choosing the elements with the smallest keys.
enum SmallestKeys {
  /// Whether each element is among the `count` smallest; equal keys are taken in order.
  ///
  /// - Complexity: O(n): the key of rank `count` is found by counting 16 bits at a time.
  static func flags(_ keys: [UInt64], count: Int) -> [Bool] {
    guard count > 0 else { return [Bool](repeating: false, count: keys.count) }
    let (threshold, below) = key(ofRank: count - 1, in: keys)
    var equal = count - below
    return keys.map { key in
      if key < threshold { return true }
      guard key == threshold, equal > 0 else { return false }
      equal -= 1
      return true
    }
  }

  /// The key that `rank` keys precede in sorted order, and how many are strictly smaller.
  ///
  /// - Precondition: `0 <= rank < keys.count`.
  static func key(ofRank rank: Int, in keys: [UInt64]) -> (key: UInt64, below: Int) {
    var prefix: UInt64 = 0
    var below = 0
    for shift in stride(from: 48, through: 0, by: -16) {
      var counts = [Int](repeating: 0, count: 1 << 16)
      let mask: UInt64 = shift == 48 ? 0 : ~0 << UInt64(shift + 16)
      for key in keys where key & mask == prefix { counts[Int(key >> UInt64(shift) & 0xFFFF)] += 1 }
      var digit = 0
      while below + counts[digit] <= rank {
        below += counts[digit]
        digit += 1
      }
      prefix |= UInt64(digit) << UInt64(shift)
    }
    return (prefix, below)
  }
}
