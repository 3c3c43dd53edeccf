import Glibc

/// Distinct byte strings, numbered in the order of their first appearance.
struct StringTable {
  private(set) var bytes: [UInt8] = []
  private(set) var offsets: [Int] = [0]
  /// Slots of a hash table with linear probing: a number plus one, or 0.
  private var slots: [Int32] = []
  private var hashes: [UInt32] = []

  /// The number of strings.
  var count: Int { offsets.count - 1 }

  /// One of the strings.
  subscript(number: Int) -> ArraySlice<UInt8> { bytes[offsets[number]..<offsets[number + 1]] }

  /// Whether every string is UTF-8.
  var isUTF8: Bool { (0..<count).allSatisfy { String(validating: self[$0], as: UTF8.self) != nil } }

  /// The strings behind one pointer, for comparing many.
  func withBytes<Result>(_ body: (Comparison) -> Result) -> Result {
    bytes.withUnsafeBufferPointer { body(Comparison(bytes: $0, offsets: offsets)) }
  }

  /// Compares strings by their bytes.
  struct Comparison {
    fileprivate let bytes: UnsafeBufferPointer<UInt8>
    fileprivate let offsets: [Int]

    func precedes(_ left: Int, _ right: Int) -> Bool {
      let a = UnsafeBufferPointer(rebasing: bytes[offsets[left]..<offsets[left + 1]])
      let b = UnsafeBufferPointer(rebasing: bytes[offsets[right]..<offsets[right + 1]])
      let common = min(a.count, b.count)
      guard common > 0, let order = Optional(memcmp(a.baseAddress!, b.baseAddress!, common)), order != 0
      else { return a.count < b.count }
      return order < 0
    }
  }

  /// The number of a string, which is added if it is new.
  mutating func intern(_ string: UnsafeBufferPointer<UInt8>) -> Int {
    if (count + 1) * 2 > slots.count { grow() }
    let hash = Self.hash(string)
    let mask = slots.count - 1
    var slot = Int(hash) & mask
    while slots[slot] != 0 {
      let number = Int(slots[slot]) - 1
      if hashes[number] == hash, equals(number, string) { return number }
      slot = (slot + 1) & mask
    }
    slots[slot] = Int32(count + 1)
    hashes.append(hash)
    bytes.append(contentsOf: string)
    offsets.append(bytes.count)
    return count - 1
  }

  private func equals(_ number: Int, _ string: UnsafeBufferPointer<UInt8>) -> Bool {
    let (start, end) = (offsets[number], offsets[number + 1])
    guard end - start == string.count else { return false }
    return bytes.withUnsafeBufferPointer { bytes in
      var index = 0
      while index < string.count {
        if bytes[start + index] != string[index] { return false }
        index += 1
      }
      return true
    }
  }

  private mutating func grow() {
    slots = [Int32](repeating: 0, count: max(64, slots.count * 2))
    let mask = slots.count - 1
    for (number, hash) in hashes.enumerated() {
      var slot = Int(hash) & mask
      while slots[slot] != 0 { slot = (slot + 1) & mask }
      slots[slot] = Int32(number + 1)
    }
  }

  private static func hash(_ string: UnsafeBufferPointer<UInt8>) -> UInt32 {
    var state: UInt64 = 0x9e37_79b9_7f4a_7c15
    for byte in string { state = (state ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    state ^= state >> 29
    state = state &* 0xbf58_476d_1ce4_e5b9
    return UInt32(truncatingIfNeeded: state >> 32)
  }
}
