import FoundationEssentials

/// What a search found: its trials, and what the test part said of the best.
public struct TuningResult: Codable, Sendable, Hashable {
  /// The version of the form.
  public var schema = 1
  /// What was searched.
  public var study: StudyHeader
  /// The trials in order.
  public var trials: [Trial]
  /// What the test part said; nil when it was not read.
  public var test: TestReading?

  /// A result from its parts.
  init(study: StudyHeader, trials: [Trial], test: TestReading?, metric: MetricKey) {
    self.study = study
    self.trials = trials
    self.test = test
  }

  /// The metric that decided.
  public var metric: MetricKey? { try? MetricKey(parsing: study.metric) }

  /// Whether one value is better than another.
  func isBetter(_ one: Double, than other: Double) -> Bool {
    metric?.direction == .lower ? one < other : one > other
  }

  /// The trials that can win, best first; of equal ones the first.
  public var ranking: [Trial] {
    trials.filter(\.isEligible).sorted { a, b in
      let (x, y) = (a.value ?? 0, b.value ?? 0)
      return x == y ? a.number < b.number : isBetter(x, than: y)
    }
  }

  /// The best trial; nil when all failed.
  public var best: Trial? { ranking.first }

  /// The trials that no other beats both in the metric and in a cost, cheapest first.
  ///
  /// - Parameter cost: what should be small; trials without it take no part.
  public func front(_ cost: (Trial) -> Double?) -> [Trial] {
    var front: [Trial] = []
    // Best first: a trial is on the front when it costs less than all better ones.
    for trial in ranking {
      guard let own = cost(trial), front.last.flatMap(cost).map({ own < $0 }) ?? true else { continue }
      if front.last?.value == trial.value { front.removeLast() }
      front.append(trial)
    }
    return front.reversed()
  }

  /// The key of the metric of popularity bias that trials have.
  public var biasKey: String? {
    trials.flatMap(\.metrics.keys).first { $0.hasPrefix("arp@") }
  }

  /// The result as JSON, keys sorted.
  public func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }
}
