import Glibc

/// Weights of test items that fall with popularity: p^−β, p the number of training users, at least one.
///
/// With weights ω, recall becomes Σ hit·ω / Σ ω over all test items together: a hit on what everybody has counts
/// less than one in the long tail. β = 0 is plain micro recall. The scale of p cancels (Kasalický, Alves and
/// Kordík, "Bridging Offline-Online Evaluation with a Time-dependent and Popularity Bias-free Offline Metric for
/// Recommenders", 2023).
public struct PopularityPenalty: Sendable {
  /// How strongly popular items are discounted; 0: not at all.
  public let beta: Double
  /// The weight of each item, greater than 0 and at most 1.
  public let weights: [Double]

  /// Weights by popularity in training.
  ///
  /// - Complexity: O(items).
  public init(beta: Double, _ popularity: ItemPopularity) {
    self.beta = beta
    weights = popularity.userCounts.map { beta == 0 ? 1 : pow(Double(max($0, 1)), -beta) }
  }

  /// The sum of the weights of some items, in their order.
  func sum(over items: some Sequence<Int32>) -> Double {
    items.reduce(0) { $0 + weights[Int($1)] }
  }
}

/// How many equally weighted observations unequal weights are worth: (Σω)²/Σω² (Kish 1965).
///
/// Much less than the number of observations when a few rare items decide.
public struct EffectiveSize: Sendable, Hashable, CustomStringConvertible {
  private var sum = 0.0
  private var squares = 0.0
  /// The number of observations.
  public private(set) var count = 0

  /// The size of nothing.
  public init() {}

  /// Adds an observation.
  public mutating func add(_ weight: Double) {
    sum += weight
    squares += weight * weight
    count += 1
  }

  /// The number of equally weighted observations that would be as good; 0 for none.
  public var value: Double { squares > 0 ? sum * sum / squares : 0 }

  /// "effective sample size 1234 of 5678 test items".
  public var description: String {
    "effective sample size \(Int(value.rounded())) of \(count) test items"
  }
}

extension JudgingContext {
  /// The test items of a user that a metric speaks of, ascending.
  func testItems(of user: Int, in stratum: PopularityStratum?) -> [Int32] {
    let items = relevance.items(of: user)
    guard let stratum, let popularity else { return Array(items) }
    return items.filter { popularity.strata[Int($0)] == stratum }
  }

  /// What the weights of a penalised metric leave of the test items; nil for other metrics.
  func effectiveSize(of key: MetricKey, users: [Int]) -> EffectiveSize? {
    guard let beta = key.beta, let popularity else { return nil }
    let penalty = PopularityPenalty(beta: beta, popularity)
    var size = EffectiveSize()
    for user in users {
      for item in testItems(of: user, in: key.stratum) { size.add(penalty.weights[Int(item)]) }
    }
    return size
  }
}
