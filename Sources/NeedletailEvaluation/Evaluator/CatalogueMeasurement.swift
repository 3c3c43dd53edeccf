import Glibc

/// The metrics of all lists together: coverage, concentration, entropy.
enum CatalogueMeasurement {
  /// How often each item appears among the first k of the lists of users that count.
  static func use(
    of lists: RankedLists, users: [Int], at k: Int, vocabulary: Int, rankable: Int
  ) -> CatalogueUse {
    var counts = [Int](repeating: 0, count: vocabulary)
    for user in users { for item in lists[user].prefix(k) { counts[Int(item)] += 1 } }
    var histogram = [Int](repeating: 0, count: (counts.max() ?? 0) + 1)
    for count in counts { histogram[count] += 1 }
    // Items that may not be recommended are no part of the catalogue.
    histogram[0] -= vocabulary - rankable
    return CatalogueUse(histogram: histogram, items: rankable)
  }

  /// The value of a metric; nil when there were no recommendations.
  static func value(_ key: MetricKey, of use: CatalogueUse) -> Double? {
    switch key.family {
    case .coverage: return key.has(.count) ? Double(use.coveredItems) : use.coverage
    case .gini:
      if key.has(.overN) { return use.giniOverN }
      if key.has(.tois) { return use.giniDiversity }
      return key.has(.diversity) ? use.gini.map { 1 - $0 } : use.gini
    case .entropy: return key.has(.normalised) ? use.normalisedEntropy : use.entropy
    default: return nil
    }
  }

  /// The largest value that a metric can have.
  static func largestValue(_ key: MetricKey, rankable: Int) -> Double {
    switch key.family {
    case .coverage where key.has(.count): Double(rankable)
    case .entropy where !key.has(.normalised): log2(Double(max(rankable, 1)))
    default: 1
    }
  }
}
