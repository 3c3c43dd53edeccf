/// A set of item rows, a bit each.
public struct ItemSet: Sendable, Hashable {
  /// Rows lie in `0..<count`.
  public let count: Int
  private var words: [UInt64]

  /// No rows, or all of them.
  public init(count: Int, isFull: Bool = false) {
    self.count = count
    words = [UInt64](repeating: isFull ? ~0 : 0, count: (count + 63) / 64)
    if isFull, count % 64 != 0 { words[words.count - 1] = 1 << UInt64(count % 64) - 1 }
  }

  /// A set from its words, the first row in the lowest bit of the first word; bits behind the rows are dropped.
  init(count: Int, words: [UInt64]) {
    self.count = count
    let last = (count + 63) / 64
    self.words = Array(words.prefix(last)) + [UInt64](repeating: 0, count: max(0, last - words.count))
    if count % 64 != 0 { self.words[last - 1] &= 1 << UInt64(count % 64) - 1 }
  }

  /// Whether a row is in the set; setting puts it in or takes it out.
  ///
  /// - Precondition: the row lies in `0..<count`.
  public subscript(row: Int) -> Bool {
    get {
      precondition(row >= 0 && row < count, "row \(row) of \(count)")
      return words[row >> 6] & (1 << UInt64(row & 63)) != 0
    }
    set {
      precondition(row >= 0 && row < count, "row \(row) of \(count)")
      let bit: UInt64 = 1 << UInt64(row & 63)
      if newValue { words[row >> 6] |= bit } else { words[row >> 6] &= ~bit }
    }
  }

  /// How many rows are in the set.
  ///
  /// - Complexity: O(count / 64).
  public var memberCount: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }
  /// Whether no row is in the set.
  public var isEmpty: Bool { words.allSatisfy { $0 == 0 } }

  /// The rows in the set, ascending.
  public var rows: [Int32] {
    var rows: [Int32] = []
    for (place, word) in words.enumerated() {
      var rest = word
      while rest != 0 {
        rows.append(Int32(place << 6 + rest.trailingZeroBitCount))
        rest &= rest - 1
      }
    }
    return rows
  }

  /// Keeps what is in both sets.
  ///
  /// - Precondition: both are over the same number of rows.
  public mutating func formIntersection(_ other: ItemSet) { combine(other, &) }
  /// Takes in what is in the other set.
  public mutating func formUnion(_ other: ItemSet) { combine(other, |) }
  /// Takes out what is in the other set.
  public mutating func subtract(_ other: ItemSet) { combine(other) { $0 & ~$1 } }
  /// The rows that are not in the set.
  public var complement: ItemSet {
    var all = ItemSet(count: count, isFull: true)
    all.subtract(self)
    return all
  }

  /// The same set over more rows, none of the new ones in it.
  public func extended(to count: Int) -> ItemSet {
    precondition(count >= self.count, "a set over \(self.count) rows cannot shrink to \(count)")
    var longer = ItemSet(count: count)
    for place in words.indices { longer.words[place] = words[place] }
    return longer
  }

  private mutating func combine(_ other: ItemSet, _ operation: (UInt64, UInt64) -> UInt64) {
    precondition(count == other.count, "sets over \(count) and \(other.count) rows")
    for place in words.indices { words[place] = operation(words[place], other.words[place]) }
  }
}
