import Glibc

/// Tests of paired differences: one number a user, first model minus second.
public enum PairedTests {
  /// Student's t of the mean difference.
  public struct StudentT: Sendable, Hashable {
    /// Mean divided by its standard error; infinite when all differences are equal and not zero.
    public let t: Double
    /// One less than the number of differences.
    public let degreesOfFreedom: Int
    /// The two-sided probability.
    public let p: Double
  }

  /// The paired t-test; nil for fewer than two differences.
  public static func studentT(_ differences: [Double]) -> StudentT? {
    guard differences.count >= 2 else { return nil }
    let (mean, deviation) = moments(differences)
    let freedom = differences.count - 1
    guard deviation > 0 else {
      return StudentT(
        t: mean == 0 ? 0 : mean > 0 ? .infinity : -.infinity, degreesOfFreedom: freedom, p: mean == 0 ? 1 : 0)
    }
    let t = mean / (deviation / Double(differences.count).squareRoot())
    let nu = Double(freedom)
    return StudentT(t: t, degreesOfFreedom: freedom, p: incompleteBeta(nu / (nu + t * t), nu / 2, 0.5))
  }

  /// The mean and the standard deviation (divisor n − 1; 0 for a single value).
  static func moments(_ values: [Double]) -> (mean: Double, deviation: Double) {
    let mean = values.reduce(0, +) / Double(max(values.count, 1))
    guard values.count > 1 else { return (mean, 0) }
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (mean, (squares / Double(values.count - 1)).squareRoot())
  }

  /// Wilcoxon's signed-rank statistic; zeros are dropped, ties share the mean of their ranks.
  public struct Wilcoxon: Sendable, Hashable {
    /// The sum of the ranks of positive differences.
    public let positive: Double
    /// The sum of the ranks of negative differences.
    public let negative: Double
    /// The two-sided probability.
    public let p: Double
    /// Whether `p` comes from all sign patterns; otherwise from the normal approximation with tie correction.
    public let isExact: Bool
  }

  /// The signed-rank test; nil when all differences are zero.
  ///
  /// Exact for up to 50 differences, ties included.
  public static func wilcoxon(_ differences: [Double]) -> Wilcoxon? {
    let values = differences.filter { $0 != 0 }
    guard !values.isEmpty else { return nil }
    let ranks = RatingAccuracy.averageRanks(values.map(abs))
    var positive = 0.0
    var negative = 0.0
    for (value, rank) in zip(values, ranks) {
      if value > 0 { positive += rank } else { negative += rank }
    }
    let isExact = values.count <= 50
    let p =
      isExact
      ? exactP(ranks, smaller: min(positive, negative)) : normalP(ranks, smaller: min(positive, negative))
    return Wilcoxon(positive: positive, negative: negative, p: p, isExact: isExact)
  }

  /// The share of sign patterns whose smaller rank sum is at most the observed one.
  ///
  /// Counts subsets by their doubled (whole) rank sums.
  private static func exactP(_ ranks: [Double], smaller: Double) -> Double {
    let doubled = ranks.map { Int($0 * 2) }
    var shares = [Double](repeating: 0, count: doubled.reduce(0, +) + 1)
    shares[0] = 1
    for rank in doubled {
      for sum in stride(from: shares.count - 1, through: 0, by: -1) {
        shares[sum] = (shares[sum] + (sum >= rank ? shares[sum - rank] : 0)) / 2
      }
    }
    let tail = shares[0...Int(smaller * 2)].reduce(0, +)
    return min(1, 2 * tail)
  }

  private static func normalP(_ ranks: [Double], smaller: Double) -> Double {
    let mean = ranks.reduce(0, +) / 2
    // The variance of a sum of independent ±rank/2, which is corrected for ties by using the shared ranks.
    let variance = ranks.reduce(0) { $0 + $1 * $1 } / 4
    return erfc((mean - smaller) / variance.squareRoot() / 2.0.squareRoot())
  }

  /// The regularised incomplete beta function by its continued fraction (Lentz's method).
  static func incompleteBeta(_ x: Double, _ a: Double, _ b: Double) -> Double {
    guard x > 0 else { return 0 }
    guard x < 1 else { return 1 }
    // The fraction converges fast below the mean only.
    if x > (a + 1) / (a + b + 2) { return 1 - incompleteBeta(1 - x, b, a) }
    let front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)) / a
    let tiny = 1e-300
    var c = 1.0
    var d = 1 / max(1 - (a + b) * x / (a + 1), tiny)
    var fraction = d
    for step in 1...500 {
      let m = Double(step)
      for term in [
        m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
        -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
      ] {
        d = 1 + term * d
        c = 1 + term / c
        d = 1 / (abs(d) < tiny ? tiny : d)
        c = abs(c) < tiny ? tiny : c
        fraction *= c * d
      }
      if abs(c * d - 1) < 1e-15 { break }
    }
    return front * fraction
  }
}

/// Holm's step-down correction: the chance of any false finding among all tests stays below the level.
public enum Holm {
  /// Corrected probabilities in the order given (Holm 1979).
  public static func adjusted(_ probabilities: [Double]) -> [Double] {
    let order = probabilities.indices.sorted { probabilities[$0] < probabilities[$1] }
    var adjusted = probabilities
    var largest = 0.0
    for (rank, index) in order.enumerated() {
      largest = max(largest, min(1, probabilities[index] * Double(order.count - rank)))
      adjusted[index] = largest
    }
    return adjusted
  }
}
