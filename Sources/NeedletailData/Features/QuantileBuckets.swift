/// Intervals of numbers that hold about equally many of them.
///
/// Bucket `b` holds the numbers above bound `b − 1` and up to bound `b`, inclusive; the last one is open above.
struct QuantileBuckets: Sendable, Hashable {
  /// The upper bounds of all buckets but the last, ascending, each once.
  let bounds: [Float]

  /// The number of buckets, one at least.
  var count: Int { bounds.count + 1 }

  /// Buckets with given bounds.
  ///
  /// - Precondition: the bounds ascend strictly.
  init(bounds: [Float]) {
    precondition(zip(bounds, bounds.dropFirst()).allSatisfy { $0 < $1 }, "bounds must ascend")
    self.bounds = bounds
  }

  /// The quantiles of numbers, by nearest rank; those with the same bound are one.
  ///
  /// - Parameters:
  ///   - numbers: none of them NaN; none at all give one bucket.
  ///   - count: how many quantiles, one at least.
  /// - Complexity: O(n log n).
  init(of numbers: [Float], count: Int) {
    precondition(count >= 1, "\(count) buckets")
    let sorted = numbers.sorted()
    var bounds: [Float] = []
    for quantile in 1..<max(count, 1) where !sorted.isEmpty {
      let rank = (quantile * sorted.count + count - 1) / count
      let bound = sorted[max(rank, 1) - 1]
      // A bound at the maximum would leave the last bucket empty.
      if bound > bounds.last ?? -.infinity, bound < sorted[sorted.count - 1] { bounds.append(bound) }
    }
    self.bounds = bounds
  }

  /// The bucket of a number.
  ///
  /// - Complexity: O(log buckets).
  func bucket(of number: Float) -> Int {
    var low = 0
    var high = bounds.count
    while low < high {
      let middle = (low + high) / 2
      if bounds[middle] < number { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
