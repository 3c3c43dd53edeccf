/// Finds entries of an append-only list by their hashes: open addressing with linear probing, at most half full.
struct HashIndex: Sendable {
  private static let empty: Int32 = -1

  /// The upper half of each entry's hash.
  private var hashes: [UInt32] = []
  private var slots: [Int32] = Array(repeating: empty, count: 16)

  /// Adds the entry `number`, the next one.
  mutating func insert(_ number: Int, hash: UInt64) {
    precondition(number == hashes.count, "entry \(number) after \(hashes.count)")
    hashes.append(Self.part(hash))
    if 2 * hashes.count > slots.count {
      slots = Array(repeating: Self.empty, count: 2 * slots.count)
      for entry in hashes.indices { place(entry) }
    } else {
      place(number)
    }
  }

  /// The entry with a hash that the closure accepts.
  func first(hash: UInt64, where isIt: (Int) -> Bool) -> Int? {
    let part = Self.part(hash)
    var slot = Int(part) & (slots.count - 1)
    while slots[slot] != Self.empty {
      let entry = Int(slots[slot])
      if hashes[entry] == part, isIt(entry) { return entry }
      slot = (slot + 1) & (slots.count - 1)
    }
    return nil
  }

  private mutating func place(_ entry: Int) {
    var slot = Int(hashes[entry]) & (slots.count - 1)
    while slots[slot] != Self.empty { slot = (slot + 1) & (slots.count - 1) }
    slots[slot] = Int32(entry)
  }

  private static func part(_ hash: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: hash >> 32) }
}
