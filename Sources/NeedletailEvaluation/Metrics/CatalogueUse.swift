import Glibc

/// How a set of lists uses the catalogue: what follows from how often each item was recommended.
///
/// Kept as a histogram of the counts, so that coverage, Gini and entropy cost the number of distinct counts.
public struct CatalogueUse: Sendable, Equatable {
  /// How many items were recommended 0, 1, 2, … times.
  let histogram: [Int]
  /// The number of items that could be recommended.
  public let items: Int

  /// The use of a catalogue from the count of each of its items, zeros included.
  public init(counts: [Int]) {
    var histogram = [Int](repeating: 0, count: (counts.max() ?? 0) + 1)
    for count in counts { histogram[count] += 1 }
    self.init(histogram: histogram, items: counts.count)
  }

  init(histogram: [Int], items: Int) {
    self.histogram = histogram
    self.items = items
  }

  /// The number of items in at least one list.
  public var coveredItems: Int { items - (histogram.first ?? 0) }

  /// The share of the items in at least one list; 0 for an empty catalogue.
  public var coverage: Double { items == 0 ? 0 : Double(coveredItems) / Double(items) }

  /// All recommendations.
  private var total: Double {
    var sum = 0.0
    for (count, items) in histogram.enumerated() { sum += Double(count) * Double(items) }
    return sum
  }

  /// Σ (2j − n − 1)·p_j, shares ascending; nil without recommendations.
  private var giniSum: Double? {
    let total = self.total
    guard total > 0 else { return nil }
    let n = Double(items)
    var sum = 0.0
    var before = 0.0
    for (count, items) in histogram.enumerated() where items > 0 {
      // Positions before+1 ... before+items share one count; their 2j − n − 1 sum to this.
      let m = Double(items)
      sum += Double(count) * (m * (2 * before + m + 1) - m * (n + 1))
      before += m
    }
    return sum / total
  }

  /// The Gini index with the divisor n − 1: 0 when all items are recommended equally often, 1 when only one is;
  /// nil without recommendations or with fewer than two items.
  public var gini: Double? { items < 2 ? nil : giniSum.map { $0 / Double(items - 1) } }

  /// The Gini index with the divisor n.
  public var giniOverN: Double? { items < 2 ? nil : giniSum.map { $0 / Double(items) } }

  /// 2Σ (n+1−j)/(n+1)·p_j, shares ascending (Ferrari Dacrema et al. 2021): near 1 when equal.
  public var giniDiversity: Double? {
    // 2(n+1−j) = (n+1) − (2j − n − 1), so the sum is 1 − giniSum/(n+1).
    items < 2 ? nil : giniSum.map { 1 - $0 / Double(items + 1) }
  }

  /// Shannon entropy of the recommendations in bits; nil without recommendations.
  public var entropy: Double? {
    let total = self.total
    guard total > 0 else { return nil }
    var sum = 0.0
    for (count, items) in histogram.enumerated() where count > 0 && items > 0 {
      let share = Double(count) / total
      sum -= Double(items) * share * log2(share)
    }
    return max(sum, 0)
  }

  /// Entropy divided by log₂ n; nil without recommendations or with fewer than two items.
  public var normalisedEntropy: Double? { items < 2 ? nil : entropy.map { $0 / log2(Double(items)) } }
}
