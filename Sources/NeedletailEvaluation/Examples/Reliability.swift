import Glibc

/// One bin of a reliability table: examples whose probability lies in an interval, and how many of them had a click.
public struct ReliabilityBin: Codable, Sendable, Hashable {
  /// The lower end of the interval, inclusive.
  public var low: Double
  /// The upper end, exclusive but for 1.
  public var high: Double
  /// The examples in it.
  public var examples: Int
  /// Those with a click.
  public var clicks: Int
  /// The mean of their probabilities.
  public var meanProbability: Double
  /// The share of clicks.
  public var rate: Double
  /// The lower end of the interval of that share (Wilson 1927).
  public var rateLow: Double
  /// The upper end.
  public var rateHigh: Double
}

extension ReliabilityBin {
  /// The bins of equal width that hold examples, lowest first.
  package static func bins(_ scored: ScoredExamples, count: Int, confidence: Double) -> [ReliabilityBin] {
    var examples = [Int](repeating: 0, count: count)
    var clicks = examples
    var sums = [Double](repeating: 0, count: count)
    for (probability, label) in zip(scored.probabilities, scored.labels) {
      let bin = min(Int(probability * Double(count)), count - 1)
      examples[bin] += 1
      clicks[bin] += label ? 1 : 0
      sums[bin] += probability
    }
    return (0..<count).filter { examples[$0] > 0 }.map { bin in
      let n = Double(examples[bin])
      let rate = Double(clicks[bin]) / n
      let interval = wilson(rate, n, confidence)
      return ReliabilityBin(
        low: Double(bin) / Double(count), high: Double(bin + 1) / Double(count), examples: examples[bin],
        clicks: clicks[bin], meanProbability: sums[bin] / n, rate: rate, rateLow: interval.low,
        rateHigh: interval.high)
    }
  }

  /// Wilson's interval of a share.
  private static func wilson(_ rate: Double, _ n: Double, _ confidence: Double) -> Interval {
    let z = normalQuantile(1 - (1 - confidence) / 2)
    let scale = 1 + z * z / n
    let middle = (rate + z * z / (2 * n)) / scale
    let half = z / scale * (rate * (1 - rate) / n + z * z / (4 * n * n)).squareRoot()
    // At rates of 0 and 1 the end is the rate, but for rounding.
    return Interval(low: max(0, min(rate, middle - half)), high: min(1, max(rate, middle + half)))
  }

  /// The quantile of the normal distribution, by bisection of its distribution function.
  private static func normalQuantile(_ share: Double) -> Double {
    var (low, high) = (-10.0, 10.0)
    for _ in 0..<80 {
      let middle = (low + high) / 2
      if erfc(-middle / 2.0.squareRoot()) / 2 < share { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }
}
