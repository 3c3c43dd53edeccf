import Glibc

/// Metrics of predicted beside given ratings.
public enum RatingAccuracy {
  /// The root of the mean squared error; nil without ratings.
  public static func rmse(predicted: [Double], given: [Double]) -> Double? {
    meanError(predicted, given) { $0 * $0 }?.squareRoot()
  }

  /// The mean absolute error; nil without ratings.
  public static func mae(predicted: [Double], given: [Double]) -> Double? {
    meanError(predicted, given, abs)
  }

  private static func meanError(
    _ predicted: [Double], _ given: [Double], _ loss: (Double) -> Double
  ) -> Double? {
    precondition(predicted.count == given.count, "\(predicted.count) predictions for \(given.count) ratings")
    guard !given.isEmpty else { return nil }
    return zip(predicted, given).reduce(0) { $0 + loss($1.0 - $1.1) } / Double(given.count)
  }

  /// Spearman's correlation: Pearson's of the average ranks; nil when either side has one value only.
  ///
  /// - Complexity: O(n log n).
  public static func spearman(_ first: [Double], _ second: [Double]) -> Double? {
    precondition(first.count == second.count, "\(first.count) values for \(second.count)")
    let x = averageRanks(first)
    let y = averageRanks(second)
    let mean = Double(first.count + 1) / 2
    var xy = 0.0
    var xx = 0.0
    var yy = 0.0
    for (a, b) in zip(x, y) {
      xy += (a - mean) * (b - mean)
      xx += (a - mean) * (a - mean)
      yy += (b - mean) * (b - mean)
    }
    return xx > 0 && yy > 0 ? xy / (xx * yy).squareRoot() : nil
  }

  /// The two forms of Kendall's correlation.
  public enum KendallForm: Sendable, Hashable {
    /// (concordant − discordant) / pairs.
    case a
    /// Divided by the root of the product of the pairs untied on either side.
    case b
  }

  /// Kendall's correlation; nil when either side has one value only.
  ///
  /// - Complexity: O(n log n), by counting the exchanges of a merge sort (Knight 1966).
  public static func kendall(_ first: [Double], _ second: [Double], form: KendallForm = .b) -> Double? {
    precondition(first.count == second.count, "\(first.count) values for \(second.count)")
    let order = first.indices.sorted {
      first[$0] == first[$1] ? second[$0] < second[$1] : first[$0] < first[$1]
    }
    let pairs = pairCount(first.count)
    let tiedFirst = tiedPairs(order.map { first[$0] })
    let tiedSecond = tiedPairs(second.sorted())
    var both = 0
    var run = 0
    for (position, index) in order.enumerated() {
      let repeats =
        position > 0 && first[order[position - 1]] == first[index]
        && second[order[position - 1]] == second[index]
      run = repeats ? run + 1 : 0
      both += run
    }
    guard tiedFirst < pairs, tiedSecond < pairs else { return nil }
    var values = order.map { second[$0] }
    let discordant = exchanges(sorting: &values)
    let concordant = pairs - tiedFirst - tiedSecond + both - discordant
    let difference = Double(concordant - discordant)
    switch form {
    case .a: return difference / Double(pairs)
    case .b: return difference / (Double(pairs - tiedFirst) * Double(pairs - tiedSecond)).squareRoot()
    }
  }

  /// The rank of each value from 1, tied values sharing the mean of their ranks.
  static func averageRanks(_ values: [Double]) -> [Double] {
    let order = values.indices.sorted { values[$0] < values[$1] }
    var ranks = [Double](repeating: 0, count: values.count)
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
      for position in start..<end { ranks[order[position]] = Double(start + end + 1) / 2 }
      start = end
    }
    return ranks
  }

  private static func pairCount(_ count: Int) -> Int { count * (count - 1) / 2 }

  private static func tiedPairs(_ sorted: [Double]) -> Int {
    var pairs = 0
    var run = 0
    for index in sorted.indices.dropFirst() {
      run = sorted[index] == sorted[index - 1] ? run + 1 : 0
      pairs += run
    }
    return pairs
  }

  /// Sorts, and counts the pairs that were in strictly descending order.
  private static func exchanges(sorting values: inout [Double]) -> Int {
    var count = 0
    var width = 1
    var target = values
    while width < values.count {
      var start = 0
      while start < values.count {
        let middle = min(start + width, values.count)
        let end = min(start + 2 * width, values.count)
        var left = start
        var right = middle
        for place in start..<end {
          if left < middle, right >= end || values[left] <= values[right] {
            target[place] = values[left]
            left += 1
          } else {
            target[place] = values[right]
            count += middle - left
            right += 1
          }
        }
        start = end
      }
      swap(&values, &target)
      width *= 2
    }
    return count
  }
}
