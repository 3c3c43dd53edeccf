import Glibc

/// Qualities of one list that do not follow from its hits alone.
public enum ListQuality {
  /// The mean distance over all pairs of a list; pairs without a distance are left out, nil when none is left.
  public static func intraListDiversity<Item>(
    _ list: some Collection<Item>, distance: (Item, Item) -> Double?
  ) -> Double? {
    var sum = 0.0
    var pairs = 0
    for (index, first) in list.enumerated() {
      for second in list.dropFirst(index + 1) {
        guard let value = distance(first, second) else { continue }
        sum += value
        pairs += 1
      }
    }
    return pairs == 0 ? nil : sum / Double(pairs)
  }

  /// 1 − cosine of two vectors; nil when either is zero.
  public static func cosineDistance(_ first: [Double], _ second: [Double]) -> Double? {
    let dot = zip(first, second).reduce(0) { $0 + $1.0 * $1.1 }
    let norms = first.reduce(0) { $0 + $1 * $1 } * second.reduce(0) { $0 + $1 * $1 }
    return norms > 0 ? 1 - dot / norms.squareRoot() : nil
  }

  /// The share of the k ranks that hold a relevant item which a primitive recommender would not have shown.
  public static func serendipity(
    _ list: some Collection<Int32>, hits: some Collection<Bool>, primitive: Set<Int32>, at k: Int
  ) -> Double {
    var count = 0
    for (item, hit) in zip(list, hits).prefix(k) where hit && !primitive.contains(item) { count += 1 }
    return Double(count) / Double(k)
  }

  /// KL(p‖(1−α)q + αp) in nats: how far the categories of a list q are from those of a history p (Steck 2018).
  public static func calibration(history p: [Double], list q: [Double], alpha: Double = 0.01) -> Double {
    var sum = 0.0
    for (p, q) in zip(p, q) where p > 0 { sum += p * log(p / ((1 - alpha) * q + alpha * p)) }
    return sum
  }

  /// √(½ Σ (√p − √q)²): 0 when equal, 1 when disjoint.
  public static func hellinger(_ p: [Double], _ q: [Double]) -> Double {
    let sum = zip(p, q).reduce(0.0) {
      let difference = $1.0.squareRoot() - $1.1.squareRoot()
      return $0 + difference * difference
    }
    return (sum / 2).squareRoot()
  }

  /// Bits in a nat.
  static let bitsPerNat = 1 / log(2.0)
}

extension ItemCategories {
  /// The distribution over categories of some items: each item spreads weight 1 evenly over its categories;
  /// items without any are left out; nil when no item is left.
  public func distribution(of items: some Sequence<Int32>) -> [Double]? {
    var shares = [Double](repeating: 0, count: count)
    var total = 0.0
    for item in items {
      let categories = categories(of: item)
      for category in categories { shares[Int(category)] += 1 / Double(categories.count) }
      if !categories.isEmpty { total += 1 }
    }
    guard total > 0 else { return nil }
    for index in shares.indices { shares[index] /= total }
    return shares
  }
}
