/// One ranked list beside what was relevant: everything that ranking accuracy depends on.
///
/// ```swift
/// let list = JudgedList(hits: [false, true, false, true, false], relevant: 3)
/// list.recall(at: 5)  // 0.666…
/// ```
///
/// Ranks run from 1. All values lie in 0...1; a list without relevant items is the caller's to skip (values
/// are then 0).
public struct JudgedList: Sendable, Hashable {
  /// Whether the item at each rank is relevant.
  public let hits: [Bool]
  /// The number of relevant items, in the list or not.
  public let relevant: Int
  /// The gain of the item at each rank; 0 where it is not relevant.
  let gains: [Double]
  /// The gains of all relevant items, greatest first.
  let idealGains: [Double]

  /// A list with binary relevance.
  ///
  /// - Precondition: no more hits than relevant items.
  public init(hits: [Bool], relevant: Int) {
    let found = hits.count { $0 }
    precondition(found <= relevant, "\(found) hits of \(relevant) relevant items")
    self.hits = hits
    self.relevant = relevant
    gains = hits.map { $0 ? 1 : 0 }
    idealGains = [Double](repeating: 1, count: relevant)
  }

  /// A list with graded relevance.
  ///
  /// - Parameters:
  ///   - gains: the gain of the item at each rank, nil where it is not relevant; negative gains count as 0.
  ///   - missed: the gains of relevant items that the list does not hold.
  public init(gains: [Double?], missed: [Double] = []) {
    hits = gains.map { $0 != nil }
    self.gains = gains.map { max($0 ?? 0, 0) }
    idealGains = (gains.compactMap(\.self) + missed).map { max($0, 0) }.sorted(by: >)
    relevant = idealGains.count
  }

  /// The number of relevant items at ranks 1 to k.
  public func hitCount(at k: Int) -> Int { hits.prefix(k).count { $0 } }

  /// Hits divided by k, also when the list is shorter.
  public func precision(at k: Int) -> Double { Double(hitCount(at: k)) / Double(k) }

  /// Hits divided by the length of the list, at most k; 0 for an empty list.
  public func precisionOfList(at k: Int) -> Double {
    hits.isEmpty ? 0 : Double(hitCount(at: k)) / Double(min(k, hits.count))
  }

  /// Hits divided by relevant items.
  public func recall(at k: Int) -> Double { ratio(Double(hitCount(at: k)), relevant) }

  /// Hits divided by the most that could be: min(k, relevant items).
  public func cappedRecall(at k: Int) -> Double { ratio(Double(hitCount(at: k)), min(k, relevant)) }

  /// 1 if there is a hit, else 0.
  public func hitRate(at k: Int) -> Double { hits.prefix(k).contains(true) ? 1 : 0 }

  /// 1/rank of the first hit, 0 without one.
  public func reciprocalRank(at k: Int) -> Double {
    hits.prefix(k).firstIndex(of: true).map { 1 / Double($0 + 1) } ?? 0
  }

  private func ratio(_ sum: Double, _ count: Int) -> Double { count == 0 ? 0 : sum / Double(count) }
}

extension JudgedList {
  /// What the sum of precisions is divided by.
  public enum AveragePrecisionDivisor: Sendable, Hashable {
    /// Relevant items (trec_eval).
    case relevant
    /// min(k, relevant items).
    case capped
    /// k (the lecture's form: 1 only when all k items are relevant).
    case cutoff
    /// The hits found.
    case hits
  }

  /// The sum of the precisions at the ranks of the hits, divided.
  public func averagePrecision(at k: Int, dividedBy divisor: AveragePrecisionDivisor = .relevant) -> Double {
    var found = 0
    var sum = 0.0
    for (index, hit) in hits.prefix(k).enumerated() where hit {
      found += 1
      sum += Double(found) / Double(index + 1)
    }
    switch divisor {
    case .relevant: return ratio(sum, relevant)
    case .capped: return ratio(sum, min(k, relevant))
    case .cutoff: return sum / Double(k)
    case .hits: return ratio(sum, found)
    }
  }

  /// The mean of the precision at every rank from 1 to k, relevant or not.
  public func meanPrecision(at k: Int) -> Double {
    var found = 0
    var sum = 0.0
    for rank in 1...k {
      if rank <= hits.count, hits[rank - 1] { found += 1 }
      sum += Double(found) / Double(rank)
    }
    return sum / Double(k)
  }
}

extension JudgedList {
  /// What the ideal list of NDCG holds.
  public enum Ideal: Sendable, Hashable {
    /// The best min(k, relevant) items (trec_eval, Mult-VAE).
    case achievable
    /// All relevant items, also beyond rank k.
    case allRelevant
    /// A gain of 1 at each of the k ranks, however few items are relevant.
    case fullList
  }

  /// How the value of a relevant item becomes its gain.
  public enum Gain: Sendable, Hashable {
    /// 1 each.
    case binary
    /// The value itself (Järvelin and Kekäläinen 2002).
    case linear
    /// 2^value − 1 (Burges et al. 2005).
    case exponential
  }

  /// The discounted cumulative gain at k divided by that of the ideal list; 0 when the ideal is 0.
  public func ndcg(at k: Int, gain: Gain = .binary, ideal: Ideal = .achievable) -> Double {
    var sum = 0.0
    for (index, hit) in hits.prefix(k).enumerated() where hit {
      sum += Self.value(gains[index], gain) * Self.discount(rank: index + 1)
    }
    var best = 0.0
    if ideal == .fullList {
      for rank in 1...k { best += Self.discount(rank: rank) }
    } else {
      let length = ideal == .allRelevant ? relevant : min(k, relevant)
      for index in 0..<length { best += Self.value(idealGains[index], gain) * Self.discount(rank: index + 1) }
    }
    return best == 0 ? 0 : sum / best
  }

  private static func value(_ gain: Double, _ kind: Gain) -> Double {
    switch kind {
    case .binary: 1
    case .linear: gain
    case .exponential: exp2(gain) - 1
    }
  }
}
