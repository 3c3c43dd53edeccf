public import NeedletailCore
public import NeedletailData

/// Measures a recommender on a split.
public enum Evaluator {
  /// Asks the recommender for every test user and computes the metrics.
  ///
  /// Several models on the same split share an `EvaluationPlan`.
  /// - Parameters:
  ///   - name: the name in tables.
  ///   - fitSeconds: how long fitting took, for the record.
  ///   - peakBytes: how much memory fitting took, for the record.
  /// - Throws: `EvaluationError` when there is nothing to judge or the model has another catalogue,
  ///   `CancelledError`, and whatever the model throws.
  public static func evaluate(
    _ recommender: any Recommender, name: String, on split: Split, options: EvaluationOptions,
    fitSeconds: Double? = nil, peakBytes: Int? = nil
  ) throws -> ModelEvaluation {
    try EvaluationPlan(split, options: options)
      .evaluate(recommender, name: name, fitSeconds: fitSeconds, peakBytes: peakBytes)
  }
}

extension EvaluationPlan {
  /// Asks a recommender for every test user and computes the metrics.
  ///
  /// - Throws: as `Evaluator.evaluate`.
  public func evaluate(
    _ recommender: any Recommender, name: String, fitSeconds: Double? = nil, peakBytes: Int? = nil
  ) throws -> ModelEvaluation {
    guard recommender.itemCount == itemCount else {
      throw EvaluationError(
        "\(name) knows \(recommender.itemCount) items, the data have \(itemCount): "
          + "fit it on the training part of this split")
    }
    let context = self.context
    var absent: [MetricKey: String] = [:]
    for key in options.metrics { absent[key] = absence(of: key, for: recommender, name: name, in: context) }
    let keys = options.metrics.filter { absent[$0] == nil }
    let cutoffs = keys.compactMap(\.cutoff)
    let needsPositions = keys.contains { $0.family == .auc || $0.family == .gauc }
    let needsRatings = keys.contains { Self.isRatingMetric($0) }

    let start = ContinuousClock.now
    let answers = try ask(
      recommender, listLength: cutoffs.max() ?? 0, isScored: scoredUsers(all: needsPositions),
      predictor: needsRatings ? recommender as? any RatingPredictor : nil)
    let scoreSeconds = (ContinuousClock.now - start).seconds

    var tally = Tally(plan: self, context: context)
    try tally.measure(keys, answers)
    var evaluation = try tally.evaluation(order: options.metrics, absent: absent)
    evaluation.name = name
    evaluation.specification = ModelSpecification(recommender.algorithm)
    evaluation.fitSeconds = fitSeconds
    evaluation.scoreSeconds = scoreSeconds
    evaluation.peakBytes = peakBytes
    if options.curves {
      evaluation.rankingCurves = RankingCurves(mean: curvePositions(answers.positions))
    }
    return evaluation
  }

  static func isRatingMetric(_ key: MetricKey) -> Bool {
    switch key.family {
    case .rmse, .mae, .spearman, .kendall: true
    default: false
    }
  }

  /// Why a metric cannot be computed for a model; nil when it can.
  private func absence(
    of key: MetricKey, for recommender: any Recommender, name: String, in context: JudgingContext
  ) -> String? {
    switch key.family {
    case .rmse, .mae, .spearman, .kendall:
      if !(recommender is any RatingPredictor) { return "\(name) predicts no ratings" }
      return test.hasValues ? nil : "the test part has no ratings"
    case .logloss, .ne, .ece, .accuracy:
      return recommender is any ProbabilityPredictor
        ? "the test part has no examples that were not clicked; it needs labelled examples"
        : "\(name) predicts no probabilities"
    default: return context.absence(of: key)
    }
  }

  /// Whose candidates are scored in full: everybody's, a spread of users for curves, or nobody's.
  private func scoredUsers(all: Bool) -> [Bool] {
    let judged = users.indices.filter { relevance.count(of: $0) > 0 }
    var isScored = [Bool](repeating: false, count: users.count)
    let wanted = all ? judged.count : options.curves ? min(options.curveUsers, judged.count) : 0
    for index in 0..<wanted { isScored[judged[index * judged.count / wanted]] = true }
    return isScored
  }

  /// The positions that curves are drawn from: no more users than asked for, also when all were scored.
  private func curvePositions(_ positions: [RankPositions?]) -> [RankPositions] {
    let known = positions.compactMap(\.self)
    let wanted = min(options.curveUsers, known.count)
    return (0..<wanted).map { known[$0 * known.count / wanted] }
  }
}

extension Duration {
  /// The duration in seconds.
  var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
