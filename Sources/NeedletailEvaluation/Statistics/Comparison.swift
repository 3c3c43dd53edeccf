public import NeedletailMath

/// A paired test between two models on one metric.
public struct Comparison: Sendable, Hashable {
  /// The metric.
  public var metric: MetricKey
  /// The name of the model whose value the difference starts from.
  public var first: String
  /// The name of the model that is taken away.
  public var second: String
  /// First minus second.
  public var difference: Double
  /// The interval of the difference, from the same resamples of users for both.
  public var interval: Interval?
  /// The users that both have a value for.
  public var n: Int
  /// Users for whom the first is greater.
  public var greater: Int
  /// Users for whom the first is smaller.
  public var smaller: Int
  /// Mean difference divided by its standard deviation over users (Cohen's d_z); nil when they do not differ.
  public var effectSize: Double?
  /// The probability of so large a difference if there were none, of this test alone.
  public var p: Double
  /// The same, corrected for all compared pairs on this metric (Holm 1979).
  public var adjustedP: Double
  /// Whether all sign patterns were looked at.
  public var isExact: Bool
  /// How `p` was found; nil for the sign-flip permutation test.
  public var method: String?

  /// How models are compared.
  public struct Options: Sendable {
    /// The seed of resamples and sign patterns.
    public var seed: UInt64 = 1
    /// The number of bootstrap resamples.
    public var resamples = 2000
    /// The level of intervals.
    public var confidence = 0.95
    /// The number of random sign patterns.
    public var patterns = 10_000
    /// The threads that work is spread over; results do not depend on their number.
    public var pool: WorkerPool
    /// Asks the work to stop.
    public var cancellation: Cancellation?

    /// The usual options.
    public init(pool: WorkerPool = WorkerPool()) { self.pool = pool }

    /// The options of an evaluation.
    public init(_ options: EvaluationOptions) {
      pool = options.pool
      seed = options.seed
      resamples = options.resamples
      confidence = options.confidence
      cancellation = options.cancellation
    }
  }

  /// All pairs of models on every metric that is a sum over users, in the order of metrics, then of models.
  ///
  /// Metrics of the whole catalogue (coverage, Gini, entropy) have no value for a user, so no paired test; a
  /// ratio whose weights differ between two models has none either.
  /// - Parameter baseline: looks only at pairs with this model, which are then fewer to correct for; nil looks at
  ///   all pairs.
  /// - Throws: `EvaluationError` when the models were judged on different users.
  /// - Complexity: O((resamples + patterns) × users × metrics × models).
  public static func all(
    _ evaluations: [ModelEvaluation], against baseline: String? = nil, options: Options
  ) throws -> [Comparison] {
    guard let first = evaluations.first else { return [] }
    guard evaluations.allSatisfy({ $0.users == first.users }) else {
      throw EvaluationError("models that were judged on different users cannot be compared in pairs")
    }
    var keys: [MetricKey] = []
    for result in evaluations.flatMap(\.metrics) where !keys.contains(result.key) { keys.append(result.key) }
    var pairs: [Pair] = []
    for key in keys {
      for one in evaluations.indices {
        for other in evaluations.indices where other > one {
          let names = [evaluations[one].name, evaluations[other].name]
          guard baseline.map({ names.contains($0) }) ?? true else { continue }
          if let pair = Pair(key, evaluations, one, other) { pairs.append(pair) }
        }
      }
    }
    return try compared(pairs, evaluations, options)
  }

  /// Two models with their values of one metric.
  private struct Pair {
    let key: MetricKey
    let one: Int
    let other: Int
    /// What is tested: numerators of users that both have a value for.
    let first: [Double]
    let second: [Double]
    let both: [Int]

    /// Nil when either has no values or a ratio has different weights.
    init?(_ key: MetricKey, _ evaluations: [ModelEvaluation], _ one: Int, _ other: Int) {
      guard let a = evaluations[one].values[key], let b = evaluations[other].values[key] else { return nil }
      let both = a.numerators.indices.filter { a.denominators[$0] > 0 && b.denominators[$0] > 0 }
      guard !both.isEmpty, both.allSatisfy({ a.denominators[$0] == b.denominators[$0] }) else { return nil }
      if both.count == a.count, both.count == b.count {
        (first, second) = (a.numerators, b.numerators)
      } else {
        let isBoth = Set(both)
        first = a.numerators.indices.map { isBoth.contains($0) ? a.numerators[$0] : 0 }
        second = b.numerators.indices.map { isBoth.contains($0) ? b.numerators[$0] : 0 }
      }
      (self.key, self.one, self.other, self.both) = (key, one, other, both)
    }
  }

  private static func compared(
    _ pairs: [Pair], _ evaluations: [ModelEvaluation], _ options: Options
  ) throws -> [Comparison] {
    // Each model's column of a metric is summed once for all the pairs it is in.
    var columns: [[Double]] = []
    var indices: [(Int, Int)] = []
    func column(_ values: [Double]) -> Int {
      if let known = columns.firstIndex(of: values) { return known }
      columns.append(values)
      return columns.count - 1
    }
    for pair in pairs { indices.append((column(pair.first), column(pair.second))) }
    let test = SignFlipTest(
      seed: options.seed, patterns: options.patterns, pool: options.pool, cancellation: options.cancellation)
    let outcomes = pairs.isEmpty ? [] : try test.test(columns: columns, pairs: indices)
    let intervals = try self.intervals(pairs, evaluations, options)
    var comparisons: [Comparison] = []
    for (index, pair) in pairs.enumerated() {
      let differences = pair.both.map { pair.first[$0] - pair.second[$0] }
      let moments = PairedTests.moments(differences)
      guard let a = evaluations[pair.one].values[pair.key]?.value,
        let b = evaluations[pair.other].values[pair.key]?.value
      else { continue }
      comparisons.append(
        Comparison(
          metric: pair.key, first: evaluations[pair.one].name, second: evaluations[pair.other].name,
          difference: a - b, interval: intervals[index], n: pair.both.count,
          greater: differences.count { $0 > 0 }, smaller: differences.count { $0 < 0 },
          effectSize: moments.deviation > 0 ? moments.mean / moments.deviation : nil,
          p: outcomes[index].p, adjustedP: outcomes[index].p, isExact: outcomes[index].isExact))
    }
    return holm(comparisons)
  }

  private static func intervals(
    _ pairs: [Pair], _ evaluations: [ModelEvaluation], _ options: Options
  ) throws -> [Interval?] {
    let bootstrap = Bootstrap(
      seed: options.seed, resamples: options.resamples, confidence: options.confidence, pool: options.pool,
      cancellation: options.cancellation)
    var owners: [(key: MetricKey, model: Int)] = []
    func owner(_ key: MetricKey, _ model: Int) -> Int {
      if let known = owners.firstIndex(where: { $0.key == key && $0.model == model }) { return known }
      owners.append((key, model))
      return owners.count - 1
    }
    let places = pairs.map { (owner($0.key, $0.one), owner($0.key, $0.other)) }
    let samples = try bootstrap.samples(of: owners.map { evaluations[$0.model].values[$0.key]! })
    return places.map { place in
      let differences = zip(samples[place.0], samples[place.1]).compactMap { first, second in
        first.flatMap { first in second.map { first - $0 } }
      }
      return Bootstrap.percentiles(differences, confidence: options.confidence)
    }
  }

  /// Corrects the probabilities of each metric for its number of pairs.
  private static func holm(_ comparisons: [Comparison]) -> [Comparison] {
    var result = comparisons
    for key in Set(comparisons.map(\.metric)) {
      let own = comparisons.indices.filter { comparisons[$0].metric == key }
      for (index, p) in zip(own, Holm.adjusted(own.map { comparisons[$0].p })) { result[index].adjustedP = p }
    }
    return result
  }
}

extension EvaluationDocument.Comparison {
  /// The document's form of a comparison.
  public init(_ comparison: Comparison) {
    metric = comparison.metric.description
    first = comparison.first
    second = comparison.second
    difference = comparison.difference
    low = comparison.interval?.low
    high = comparison.interval?.high
    n = comparison.n
    greater = comparison.greater
    smaller = comparison.smaller
    effectSize = comparison.effectSize
    p = comparison.p
    adjustedP = comparison.adjustedP
    let flips =
      comparison.isExact
      ? "paired sign-flip permutation test, all patterns"
      : "paired sign-flip permutation test, random patterns"
    method = comparison.method ?? flips
  }
}
