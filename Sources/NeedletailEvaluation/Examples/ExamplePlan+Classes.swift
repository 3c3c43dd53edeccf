import NeedletailCore
import NeedletailData
import NeedletailMath

extension ExamplePlan {
  /// Asks a model of several classes and computes the metrics.
  func evaluateClasses(
    _ recommender: any Recommender, name: String, fitSeconds: Double?, peakBytes: Int?
  ) throws -> ExampleEvaluation {
    let start = ContinuousClock.now
    var absent: [AbsentMetric] = []
    guard let scored = try classes(recommender) else {
      absent = options.metrics.map {
        AbsentMetric(key: $0, reason: "\(name) predicts no probabilities of \(classCount) classes")
      }
      return ExampleEvaluation(
        result: finished(
          ModelEvaluation(name: name, scoreSeconds: 0, metrics: [], absent: absent, users: rows, values: [:]),
          recommender, fitSeconds, peakBytes))
    }
    let seconds = (ContinuousClock.now - start).seconds
    var values: [MetricKey: UserValues] = [:]
    var metrics: [MetricResult] = []
    for key in options.metrics {
      if let reason = ClassMetrics.absence(of: key, classes: classCount) {
        absent.append(.init(key: key, reason: reason))
        continue
      }
      values[key] = ClassMetrics.values(key, scored, units: units, count: unitCount)
      guard let value = values[key]?.value ?? ClassMetrics.area(scored) else {
        absent.append(.init(key: key, reason: "the examples have one class only"))
        continue
      }
      let interval = try interval(values[key], scored)
      metrics.append(
        MetricResult(
          key: key, value: value, low: interval?.low, high: interval?.high, n: unitCount,
          definition: ClassMetrics.definition(of: key)))
    }
    var result = ModelEvaluation(
      name: name, scoreSeconds: seconds, metrics: metrics, absent: absent, users: rows, values: values)
    result.order = options.metrics
    return ExampleEvaluation(result: finished(result, recommender, fitSeconds, peakBytes))
  }

  /// The interval of a metric that is a sum over units, else of the area under the ROC curves.
  private func interval(_ values: UserValues?, _ scored: ScoredClasses) throws -> Interval? {
    if let values { return try bootstrap.intervals(of: [values])[0] }
    let areas = try ClassMetrics.areas(
      scored, ExampleBootstrap(bootstrap: bootstrap, units: units, unitCount: unitCount))
    return Bootstrap.percentiles(areas.filter { !$0.isNaN }, confidence: options.confidence)
  }

  /// One metric of several classes; NaN where the examples or the model do not have it.
  ///
  /// - Throws: `EvaluationError` for a metric of two classes.
  func classValue(of key: MetricKey, _ recommender: any Recommender) throws -> Double {
    if let reason = ClassMetrics.absence(of: key, classes: classCount) { throw EvaluationError(reason) }
    guard let scored = try classes(recommender) else { return .nan }
    return ClassMetrics.values(key, scored, units: units, count: unitCount)?.value
      ?? ClassMetrics.area(scored) ?? .nan
  }

  /// The logits of all examples, block by block over the threads; nil for a model without classes.
  private func classes(_ recommender: any Recommender) throws -> ScoredClasses? {
    guard let predictor = recommender as? any ClassPredictor else { return nil }
    let table = try encoded(in: predictor.ranking.space)
    let (size, width) = (8192, predictor.classCount)
    var logits = Matrix(rows: table.count, columns: width)
    try logits.withUnsafeMutableBufferPointer { logits in
      let logits = SharedPointer(logits)
      try options.pool.forEach(
        count: (table.count + size - 1) / size, cancellation: options.cancellation
      ) { block in
        let range = block * size..<min((block + 1) * size, table.count)
        try predictor.classLogits(of: table.selecting(range)).withUnsafeBufferPointer { own in
          for (place, logit) in own.enumerated() { logits[range.lowerBound * width + place] = logit }
        }
      }
    }
    guard logits.withUnsafeBufferPointer({ $0.allSatisfy(\.isFinite) }) else {
      throw EvaluationError(
        "\(ModelSpecification(recommender.algorithm).name) predicts a probability that is not a number")
    }
    return ScoredClasses(logits: logits, labels: labelClasses)
  }
}
