public import NeedletailCore
public import NeedletailData

extension PrequentialEvaluation {
  /// Asks a recommender before every event and computes the metrics: means over events, intervals over users.
  ///
  /// Metrics that single events cannot give are named with the reason.
  /// - Throws: as `outcome`.
  public func evaluate(
    _ recommender: any Recommender, name: String, fitSeconds: Double? = nil, peakBytes: Int? = nil
  ) throws -> ModelEvaluation {
    let keys = options.metrics.filter { absence(of: $0) == nil }
    let start = ContinuousClock.now
    let outcome = try outcome(of: recommender, length: max(keys.compactMap(\.cutoff).max() ?? 1, 1))
    let seconds = (ContinuousClock.now - start).seconds
    var evaluation = try self.evaluation(of: outcome, keys)
    evaluation.name = name
    evaluation.specification = ModelSpecification(recommender.algorithm)
    evaluation.fitSeconds = fitSeconds
    evaluation.scoreSeconds = seconds
    evaluation.peakBytes = peakBytes
    return evaluation
  }

  private func evaluation(of outcome: Outcome, _ keys: [MetricKey]) throws -> ModelEvaluation {
    let values = keys.map { self.values(of: outcome, $0) }
    let bootstrap = Bootstrap(
      seed: options.seed, resamples: options.resamples, confidence: options.confidence, pool: options.pool,
      cancellation: options.cancellation)
    let intervals = try bootstrap.intervals(of: values)
    var results: [MetricResult] = []
    for (index, key) in keys.enumerated() {
      guard let value = values[index].value else { continue }
      results.append(
        MetricResult(
          key: key, value: value, low: intervals[index]?.low, high: intervals[index]?.high,
          n: values[index].count, definition: definition(of: key), note: note(on: key)))
    }
    let found = Set(results.map(\.key))
    var evaluation = ModelEvaluation(
      name: "", scoreSeconds: 0, metrics: results,
      absent: options.metrics.filter { !found.contains($0) }.map {
        AbsentMetric(key: $0, reason: absence(of: $0) ?? "no event has a value")
      },
      users: targets.users, values: Dictionary(uniqueKeysWithValues: zip(keys, values)))
    evaluation.order = options.metrics
    evaluation.counts.users = userCount
    evaluation.counts.testPairs = eventCount
    evaluation.counts.testPairsSeen = targets.repeats
    evaluation.counts.testPairsOutsideCatalogue = targets.outsideCatalogue
    return evaluation
  }

  /// Each user's weighted sum over events, and the sum of the weights.
  ///
  /// - Precondition: the key is one of those that `evaluate` computes; its cut-off is at most the length of the
  ///   lists.
  public func values(of outcome: Outcome, _ key: MetricKey) -> UserValues {
    precondition(key.cutoff ?? 0 <= outcome.length, "\(key) of lists of \(outcome.length) items")
    let weights = eventWeights(key)
    var numerators = [Double](repeating: 0, count: targets.users.count)
    var denominators = numerators
    for user in targets.users.indices {
      for event in targets.offsets[user]..<targets.offsets[user + 1] {
        numerators[user] += weights[event] * SessionReplay.worth(ofRank: Int(outcome.ranks[event]), key)
        denominators[user] += weights[event]
      }
    }
    return UserValues(numerators: numerators, denominators: denominators)
  }

  /// Recall at every cut-off from 1 to the length of the lists, with popular items discounted.
  ///
  /// - Complexity: O(events + length + items).
  public func recalls(of outcome: Outcome, beta: Double) -> [Double] {
    let penalty = PopularityPenalty(beta: beta, popularity)
    var gained = [Double](repeating: 0, count: outcome.length + 1)
    var total = 0.0
    for (rank, item) in zip(outcome.ranks, targets.items) {
      gained[Int(rank)] += penalty.weights[Int(item)]
      total += penalty.weights[Int(item)]
    }
    var sum = 0.0
    return gained.dropFirst().map { gain in
      sum += gain
      return min(sum / total, 1)
    }
  }

  /// What each event counts.
  private func eventWeights(_ key: MetricKey) -> [Double] {
    let penalty = PopularityPenalty(beta: key.beta ?? 0, popularity)
    return targets.items.map { item in
      if let stratum = key.stratum, popularity.strata[Int(item)] != stratum { return 0 }
      return penalty.weights[Int(item)]
    }
  }

  private func note(on key: MetricKey) -> String {
    var size = EffectiveSize()
    for weight in eventWeights(key) where weight > 0 { size.add(weight) }
    return key.beta == nil ? "\(size.count) events" : "\(size)"
  }

  /// Why single events cannot give a metric; nil when they can.
  private func absence(of key: MetricKey) -> String? {
    let families: [MetricFamily] = [.recall, .hitrate, .mrr, .ndcg]
    let variants: [MetricVariant] = [.micro, .head, .middle, .tail]
    guard families.contains(key.family), key.variants.allSatisfy(variants.contains) else {
      return "single events give recall@k, hitrate@k, mrr@k and ndcg@k only, restricted by popularity or "
        + "discounted by beta"
    }
    return nil
  }

  /// The division, told with what is predicted and what was left out.
  public var describedSplit: Split {
    var split = split
    let all = questions.target == .all
    split.definition +=
      "; \(all ? "events" : "test events") predicted one at a time from \(questions.history.words)"
    if targets.count < targets.available {
      split.definition += ", \(targets.count) of \(targets.available) events drawn uniformly"
    }
    if targets.withoutHistory > 0 {
      split.warnings.append("\(targets.withoutHistory) events with nothing known before them were left out")
    }
    if targets.repeats > 0 {
      split.warnings.append("\(targets.repeats) events repeat an item of their user and were left out")
    }
    if all {
      split.warnings.append(
        "the models were fitted on the events that they predict: those that remember them look better than they are"
      )
    }
    return split
  }

  /// The exact definition in words.
  private func definition(of key: MetricKey) -> String {
    let k = key.cutoff ?? 0
    let gain =
      switch key.family {
      case .mrr: "1/rank of the event's item in the top \(k), else 0"
      case .ndcg: "1/log₂(rank+1) of the event's item in the top \(k), else 0"
      default: "1 if the event's item is in the top \(k), else 0"
      }
    let mean = "; mean over events" + (key.beta.map { ", " + MetricKey.penalty($0) } ?? "")
    let part = key.stratum.map { "; only items of the \($0.definition)" } ?? ""
    return "\(gain)\(mean)\(part). First events of a (user, item) pair, each predicted from "
      + "\(questions.history.words)."
  }
}
