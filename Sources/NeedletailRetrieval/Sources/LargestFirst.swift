import NeedletailMath

/// The rows with the largest values, largest first, equal ones by row: the head of a long order.
///
/// Callers walk along it and skip what a request may not have; when the head ends before enough were found,
/// `isWhole` says whether that was all there is.
struct LargestFirst: Sendable {
  /// The rows of the head.
  let rows: [Int32]
  /// Whether no row is missing.
  let isWhole: Bool

  /// The head of the order of counts; rows of count 0 are no part of it.
  ///
  /// - Complexity: O(rows) comparisons of whole vectors.
  init(_ counts: [Float], length: Int) {
    let none: [Int32] = []
    let list = TopK.select(counts.span, count: length, excluding: none.span)
    let positive = list.prefix { $0.score > 0 }
    rows = positive.map(\.item)
    isWhole = list.count < length || positive.count < list.count || length >= counts.count
  }

  /// The head of the order of times; rows of unknown time are no part of it.
  ///
  /// - Complexity: O(rows · log(length)) at worst, O(rows) for times that ascend or are spread at random.
  init(_ times: [Int64], length: Int) {
    // A heap of the best so far with the worst on top; a later row of equal time ranks behind.
    var heap: [(time: Int64, row: Int32)] = []
    func isWorse(_ left: (time: Int64, row: Int32), _ right: (time: Int64, row: Int32)) -> Bool {
      left.time == right.time ? left.row > right.row : left.time < right.time
    }
    var known = 0
    for row in times.indices where times[row] != .min {
      known += 1
      let entry = (time: times[row], row: Int32(row))
      if heap.count < length {
        heap.append(entry)
        var child = heap.count - 1
        while child > 0, isWorse(heap[child], heap[(child - 1) / 2]) {
          heap.swapAt(child, (child - 1) / 2)
          child = (child - 1) / 2
        }
      } else if length > 0, isWorse(heap[0], entry) {
        heap[0] = entry
        var parent = 0
        while true {
          var child = 2 * parent + 1
          guard child < heap.count else { break }
          if child + 1 < heap.count, isWorse(heap[child + 1], heap[child]) { child += 1 }
          guard isWorse(heap[child], heap[parent]) else { break }
          heap.swapAt(parent, child)
          parent = child
        }
      }
    }
    rows = heap.sorted { isWorse($1, $0) }.map(\.row)
    isWhole = known <= length
  }
}
