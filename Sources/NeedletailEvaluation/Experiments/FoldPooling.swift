import NeedletailMath

/// One result from those of several folds.
enum FoldPooling {
  /// Pools the evaluations of one model.
  ///
  /// Metrics that are sums over users are computed over all (fold, user) pairs, with an interval; metrics of
  /// the catalogue, which belong to one fold, are averaged over folds and have none. Breakdowns and curves are
  /// those of the first fold.
  static func pooled(
    _ folds: [ModelEvaluation], options: EvaluationOptions
  ) throws -> ModelEvaluation {
    var result = folds[0]
    result.fitSeconds = folds.compactMap(\.fitSeconds).reduce(0, +)
    result.scoreSeconds = folds.map(\.scoreSeconds).reduce(0, +)
    result.peakBytes = folds.compactMap(\.peakBytes).max()
    result.users = folds.flatMap(\.users)
    result.counts = folds.dropFirst().reduce(folds[0].counts) { $0.adding($1.counts) }
    let keys = result.metrics.map(\.key)
    for key in keys {
      let parts = folds.compactMap { $0.values[key] }
      guard parts.count == folds.count else { continue }
      result.values[key] = UserValues(
        numerators: parts.flatMap(\.numerators), denominators: parts.flatMap(\.denominators),
        aggregation: parts[0].aggregation)
    }
    let bootstrap = Bootstrap(
      seed: options.seed, resamples: options.resamples, confidence: options.confidence,
      pool: options.pool, cancellation: options.cancellation)
    let pooledKeys = keys.filter { result.values[$0] != nil }
    let intervals = try bootstrap.intervals(of: pooledKeys.compactMap { result.values[$0] })
    let byKey = Dictionary(uniqueKeysWithValues: zip(pooledKeys, intervals))
    result.metrics = result.metrics.map { metric in
      var metric = metric
      if let values = result.values[metric.key], let value = values.value {
        metric.value = value
        metric.n = values.count
        metric.low = byKey[metric.key]??.low
        metric.high = byKey[metric.key]??.high
        metric.note = "pooled over \(folds.count) folds"
      } else {
        let own = folds.compactMap { $0[metric.key] }
        metric.value = own.map(\.value).reduce(0, +) / Double(own.count)
        metric.n = own.map(\.n).reduce(0, +)
        metric.low = nil
        metric.high = nil
        metric.note = "mean of \(folds.count) folds"
      }
      return metric
    }
    result.foldIn = folds[0].foldIn?.map { metric in
      let own = folds.compactMap { $0.foldIn?.first { $0.key == metric.key } }
      var metric = metric
      metric.value = own.map(\.value).reduce(0, +) / Double(own.count)
      metric.n = own.map(\.n).reduce(0, +)
      (metric.low, metric.high) = (nil, nil)
      metric.note = "mean of \(folds.count) folds"
      return metric
    }
    return result
  }
}

extension EvaluationCounts {
  /// The sums of two counts.
  func adding(_ other: EvaluationCounts) -> EvaluationCounts {
    var sum = self
    sum.users += other.users
    sum.usersSkipped += other.usersSkipped
    sum.usersWithoutHistory += other.usersWithoutHistory
    sum.usersWithoutNegatives += other.usersWithoutNegatives
    sum.testPairs += other.testPairs
    sum.testPairsSeen += other.testPairsSeen
    sum.testPairsOutsideCatalogue += other.testPairsOutsideCatalogue
    return sum
  }
}
