/// The best few of the items offered so far, worst on top.
///
/// Score and item number are packed into one integer that grows with the rank, so that a comparison is one
/// instruction and ties need no second look. The packing forgets the sign of zero and turns NaN into minus
/// infinity, as `ScoredItem.ranksBefore` does; `sorted(score:)` asks for those few scores again.
struct RankingHeap {
  private var keys: [UInt64] = []
  private let capacity: Int
  /// The score that an item with a higher number must exceed; NaN while there is room for any.
  private(set) var threshold = Float.nan

  /// A heap for the best `capacity` items.
  ///
  /// - Precondition: `capacity` is positive.
  init(capacity: Int) {
    precondition(capacity > 0, "a heap of \(capacity) items")
    self.capacity = capacity
    keys.reserveCapacity(capacity)
  }

  /// Takes an item in if it ranks among the best.
  mutating func offer(item: Int32, score: Float) {
    let key = Self.key(item: item, score: score)
    if keys.count < capacity {
      keys.append(key)
      siftUp()
      if keys.count == capacity { threshold = Self.score(of: keys[0]) }
    } else if key > keys[0] {
      siftDown(key)
      threshold = Self.score(of: keys[0])
    }
  }

  /// The items, best first.
  ///
  /// - Parameter score: the score of an item that was offered, bit for bit.
  func sorted(score: (Int32) -> Float) -> [ScoredItem] {
    keys.sorted(by: >).map { key in
      let item = Int32(bitPattern: ~UInt32(truncatingIfNeeded: key))
      let packed = Self.score(of: key)
      return ScoredItem(item: item, score: packed == 0 || packed == -.infinity ? score(item) : packed)
    }
  }

  private static func key(item: Int32, score: Float) -> UInt64 {
    // Adding zero turns −0 into +0, which ranks equal to it.
    let bits = (score.isNaN ? -.infinity : score + 0).bitPattern
    let ascending = bits >> 31 == 0 ? bits | 0x8000_0000 : ~bits
    return UInt64(ascending) << 32 | UInt64(~UInt32(bitPattern: item))
  }

  private static func score(of key: UInt64) -> Float {
    let ascending = UInt32(truncatingIfNeeded: key >> 32)
    return Float(bitPattern: ascending >> 31 == 1 ? ascending & 0x7FFF_FFFF : ~ascending)
  }

  private mutating func siftUp() {
    keys.withUnsafeMutableBufferPointer { keys in
      var child = keys.count - 1
      let key = keys[child]
      while child > 0 {
        let parent = (child - 1) / 2
        guard keys[parent] > key else { break }
        keys[child] = keys[parent]
        child = parent
      }
      keys[child] = key
    }
  }

  private mutating func siftDown(_ key: UInt64) {
    keys.withUnsafeMutableBufferPointer { keys in
      var parent = 0
      while true {
        var child = 2 * parent + 1
        guard child < keys.count else { break }
        if child + 1 < keys.count, keys[child + 1] < keys[child] { child += 1 }
        guard keys[child] < key else { break }
        keys[parent] = keys[child]
        parent = child
      }
      keys[parent] = key
    }
  }
}
