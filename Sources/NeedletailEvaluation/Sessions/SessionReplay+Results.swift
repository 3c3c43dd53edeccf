/// Which moments a figure speaks of, by the number of events in the session so far.
public enum SessionSlice: String, Sendable, Hashable, Codable, CaseIterable {
  /// All moments.
  case all = "all"
  /// The first event of a session.
  case none = "0"
  /// After one or two events.
  case few = "1–2"
  /// After three to five.
  case some = "3–5"
  /// After six or more.
  case many = "6+"

  /// Whether a moment with so many events before it belongs here.
  public func contains(_ events: Int) -> Bool {
    switch self {
    case .all: true
    case .none: events == 0
    case .few: (1...2).contains(events)
    case .some: (3...5).contains(events)
    case .many: events >= 6
    }
  }
}

extension SessionReplay {
  /// The number of moments in a slice.
  public func momentCount(in slice: SessionSlice) -> Int {
    moments.eventsInSession.count { slice.contains(Int($0)) }
  }

  /// The results of outcomes over the moments of a slice: means over moments, intervals over users.
  ///
  /// - Throws: `CancelledError` when interrupted.
  public func evaluations(of outcomes: [Outcome], in slice: SessionSlice = .all) throws -> [ModelEvaluation] {
    let values = outcomes.map { outcome in options.metrics.map { contributions(of: outcome, $0, in: slice) } }
    let bootstrap = Bootstrap(
      seed: options.seed, resamples: options.resamples, confidence: options.confidence, pool: options.pool,
      cancellation: options.cancellation)
    let intervals = try bootstrap.intervals(of: values.flatMap(\.self))
    return outcomes.enumerated().map { index, outcome in
      var results: [MetricResult] = []
      for (place, key) in options.metrics.enumerated() {
        guard let value = values[index][place].value else { continue }
        let interval = intervals[index * options.metrics.count + place]
        results.append(
          MetricResult(
            key: key, value: value, low: interval?.low, high: interval?.high, n: values[index][place].count,
            definition: "\(key) of the item taken up next, mean over moments"))
      }
      return ModelEvaluation(
        name: outcome.name, scoreSeconds: 0, metrics: results, users: moments.users,
        values: Dictionary(uniqueKeysWithValues: zip(options.metrics, values[index])))
    }
  }

  /// Paired tests between all outcomes over the moments of a slice.
  public func comparisons(of evaluations: [ModelEvaluation]) throws -> [Comparison] {
    var comparison = Comparison.Options(pool: options.pool)
    comparison.seed = options.seed
    comparison.resamples = options.resamples
    comparison.confidence = options.confidence
    comparison.cancellation = options.cancellation
    return try Comparison.all(evaluations, options: comparison)
  }

  /// Each user's sum over moments, and their number.
  private func contributions(of outcome: Outcome, _ key: MetricKey, in slice: SessionSlice) -> UserValues {
    var sums = [Double](repeating: 0, count: moments.users.count)
    var counts = sums
    for user in moments.users.indices {
      for moment in moments.offsets[user]..<moments.offsets[user + 1]
      where slice.contains(Int(moments.eventsInSession[moment])) {
        sums[user] += Self.worth(ofRank: Int(outcome.ranks[moment]), key)
        counts[user] += 1
      }
    }
    return UserValues(numerators: sums, denominators: counts)
  }

  /// What a metric gives for one relevant item at a rank; 0 for rank 0, which is none.
  static func worth(ofRank rank: Int, _ key: MetricKey) -> Double {
    guard rank > 0, rank <= key.cutoff ?? 0 else { return 0 }
    return switch key.family {
    case .ndcg: JudgedList.discount(rank: rank)
    case .mrr: 1 / Double(rank)
    default: 1
    }
  }
}
