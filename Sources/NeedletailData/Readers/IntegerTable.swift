/// A hash table from integers to rows, with linear probing.
struct IntegerTable: Sendable {
  private var slots: [(key: Int64, row: Int32)]
  /// The number of keys.
  private(set) var count = 0
  /// A key that no table holds: text ids have codes up to it.
  private static let empty = Int64.min

  init(capacity: Int = 0) {
    var size = 64
    while size < capacity * 2 { size *= 2 }
    slots = Array(repeating: (Self.empty, 0), count: size)
  }

  /// The keys, in no order.
  var keys: [Int64] { slots.compactMap { $0.key == Self.empty ? nil : $0.key } }

  /// Adds a key; the row of a key that is there already stays.
  mutating func insert(_ key: Int64, row: Int32) {
    if (count + 1) * 2 > slots.count { grow() }
    let mask = slots.count - 1
    var slot = Self.hash(key) & mask
    while slots[slot].key != Self.empty {
      if slots[slot].key == key { return }
      slot = (slot + 1) & mask
    }
    slots[slot] = (key, row)
    count += 1
  }

  /// The row of a key.
  ///
  /// - Precondition: the table holds it.
  func row(of key: Int64) -> Int32 {
    let mask = slots.count - 1
    var slot = Self.hash(key) & mask
    while slots[slot].key != key {
      precondition(slots[slot].key != Self.empty, "no row for \(key)")
      slot = (slot + 1) & mask
    }
    return slots[slot].row
  }

  private mutating func grow() {
    let old = slots
    slots = Array(repeating: (Self.empty, 0), count: old.count * 2)
    count = 0
    for (key, row) in old where key != Self.empty { insert(key, row: row) }
  }

  private static func hash(_ key: Int64) -> Int {
    var state = UInt64(bitPattern: key)
    state = (state ^ (state >> 32)) &* 0xd6e8_feb8_6659_fd93
    state ^= state >> 32
    return Int(truncatingIfNeeded: state & 0x7fff_ffff_ffff_ffff)
  }
}
