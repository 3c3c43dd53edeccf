import NeedletailStore

/// Keeps the best of many scored codes; ties stand in the order of their ids as bytes.
struct BestItems<Score: Comparable> {
  private let count: Int
  private let id: (Int32) -> String?
  /// A heap with the worst at its root.
  private var heap: [(score: Score, code: Int32, id: String?)] = []

  /// Keeps `count` at most.
  ///
  /// - Parameter id: the id of a code; asked for only where scores tie, and for what is kept.
  init(count: Int, id: @escaping (Int32) -> String?) {
    self.count = count
    self.id = id
  }

  /// Takes one in if it is among the best so far.
  ///
  /// - Complexity: O(1) for most, O(log count) for one that is taken in.
  mutating func insert(_ code: Int32, score: Score) {
    guard count > 0 else { return }
    if heap.count == count {
      guard score >= heap[0].score else { return }
      let entry = (score: score, code: code, id: id(code))
      guard entry.id != nil, Self.precedes(entry, heap[0]) else { return }
      heap[0] = entry
      sink(from: 0)
    } else if let id = id(code) {
      heap.append((score, code, id))
      rise(from: heap.count - 1)
    }
  }

  /// The best, best first.
  var sorted: [(score: Score, code: Int32, id: String)] {
    heap.sorted { Self.precedes($0, $1) }.map { ($0.score, $0.code, $0.id ?? "") }
  }

  private static func precedes(
    _ left: (score: Score, code: Int32, id: String?), _ right: (score: Score, code: Int32, id: String?)
  ) -> Bool {
    if left.score != right.score { return left.score > right.score }
    return (left.id ?? "").utf8.lexicographicallyPrecedes((right.id ?? "").utf8)
  }

  private mutating func rise(from place: Int) {
    var place = place
    while place > 0, Self.precedes(heap[(place - 1) / 2], heap[place]) {
      heap.swapAt(place, (place - 1) / 2)
      place = (place - 1) / 2
    }
  }

  private mutating func sink(from place: Int) {
    var place = place
    while true {
      var worst = place
      for child in [2 * place + 1, 2 * place + 2]
      where child < heap.count && Self.precedes(heap[worst], heap[child]) {
        worst = child
      }
      if worst == place { return }
      heap.swapAt(place, worst)
      place = worst
    }
  }
}
