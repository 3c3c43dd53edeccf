import NeedletailData
import NeedletailMath

/// Collects the values of all metrics of one model, then puts intervals around them.
struct Tally {
  let plan: EvaluationPlan
  let context: JudgingContext
  private var values: [MetricKey: UserValues] = [:]
  private var results: [MetricKey: MetricResult] = [:]
  private var notes: [MetricKey: String] = [:]
  private var cutoffCurves: [CutoffCurve] = []

  init(plan: EvaluationPlan, context: JudgingContext) {
    self.plan = plan
    self.context = context
  }

  private var bootstrap: Bootstrap {
    Bootstrap(
      seed: plan.options.seed, resamples: plan.options.resamples, confidence: plan.options.confidence,
      pool: plan.options.pool, cancellation: plan.options.cancellation)
  }

  private var judged: [Int] { plan.users.indices.filter { context.relevance.count(of: $0) > 0 } }

  /// Computes all metrics from what a model answered.
  mutating func measure(_ keys: [MetricKey], _ answers: Answers) throws {
    if let lists = answers.lists { try measureLists(keys.filter { $0.cutoff != nil }, lists) }
    for key in keys where key.family == .auc || key.family == .gauc {
      values[key] = Self.groupedAUC(key, answers.positions)
    }
    if let predictions = answers.predictions {
      measureRatings(
        keys.filter(EvaluationPlan.isRatingMetric),
        RatingMeasurement(test: plan.test, predictions: predictions))
    }
  }

  private mutating func measureLists(_ keys: [MetricKey], _ lists: RankedLists) throws {
    let (all, own) = (
      keys.filter(ListMeasurement.isCatalogueMetric), keys.filter { !ListMeasurement.isCatalogueMetric($0) }
    )
    let curves = plan.options.curves ? Self.curveKeys(own) : []
    let curveKeys = curves.flatMap(\.keys).filter { !own.contains($0) }
    let measurement = ListMeasurement(context: context, keys: own + curveKeys)
    let measured = try measurement.values(
      of: lists, pool: plan.options.pool, cancellation: plan.options.cancellation)
    let byKey = Dictionary(uniqueKeysWithValues: zip(measurement.keys, measured))
    for key in own {
      values[key] = byKey[key]
      notes[key] = context.effectiveSize(of: key, users: judged)?.description
    }
    cutoffCurves = curves.map { curve in
      CutoffCurve(
        metric: curve.metric, cutoffs: curve.keys.compactMap(\.cutoff),
        values: curve.keys.map { byKey[$0]?.value ?? 0 })
    }
    try measureCatalogue(all, lists)
  }

  private mutating func measureCatalogue(_ keys: [MetricKey], _ lists: RankedLists) throws {
    let users = judged
    for k in Set(keys.compactMap(\.cutoff)).sorted() {
      let own = keys.filter { $0.cutoff == k }
      let rankable = plan.rankableCount
      let use = CatalogueMeasurement.use(
        of: lists, users: users, at: k, vocabulary: plan.itemCount, rankable: rankable)
      let values = own.map { CatalogueMeasurement.value($0, of: use) }
      let intervals = try bootstrap.intervals(
        of: own, values: values, lists: lists, users: users, at: k, vocabulary: plan.itemCount,
        rankable: rankable)
      for (key, (value, interval)) in zip(own, zip(values, intervals)) {
        guard let value else { continue }
        results[key] = MetricResult(
          key: key, value: value, low: interval?.low, high: interval?.high, n: users.count,
          definition: definition(of: key))
      }
    }
  }

  private mutating func measureRatings(_ keys: [MetricKey], _ ratings: RatingMeasurement) {
    let missing = ratings.unpredicted
    for key in keys {
      if missing > 0 {
        notes[key] = "\(missing) of \(ratings.predictions.count) test ratings could not be predicted"
      }
      if let own = ratings.values(of: key) {
        values[key] = own
      } else if let value = ratings.pooledValue(of: key) {
        results[key] = MetricResult(
          key: key, value: value, n: plan.users.count, definition: definition(of: key), note: notes[key])
      }
    }
  }

  /// The results in the order asked for, with intervals, breakdowns and the reasons of what is absent.
  func evaluation(order: [MetricKey], absent: [MetricKey: String]) throws -> ModelEvaluation {
    let keys = order.filter { (values[$0]?.count ?? 0) > 0 }
    var results = self.results
    for result in try self.results(of: keys, values: keys.map { values[$0]! }) {
      results[result.key] = result
    }
    let missing = order.filter { results[$0] == nil }.map {
      AbsentMetric(key: $0, reason: absent[$0] ?? "no user has a value")
    }
    var evaluation = ModelEvaluation(
      name: "", scoreSeconds: 0, metrics: order.compactMap { results[$0] }, absent: missing,
      users: plan.users, values: values.filter { keys.contains($0.key) })
    evaluation.order = order
    evaluation.breakdowns = try breakdowns(keys)
    evaluation.cutoffCurves = cutoffCurves
    evaluation.counts = plan.counts
    return evaluation
  }

  private func results(of keys: [MetricKey], values: [UserValues]) throws -> [MetricResult] {
    let intervals = try bootstrap.intervals(of: values)
    return keys.indices.compactMap { index in
      guard let value = values[index].value else { return nil }
      return MetricResult(
        key: keys[index], value: value, low: intervals[index]?.low, high: intervals[index]?.high,
        n: values[index].count, definition: definition(of: keys[index]), note: notes[keys[index]])
    }
  }

  private func breakdowns(_ keys: [MetricKey]) throws -> [Breakdown] {
    let users = judged
    let lengths = plan.users.map { plan.seen.count(ofRow: $0.index) }
    var divisions = [
      UserGroups.byActivity(lengths: lengths, of: users, buckets: plan.options.activityBuckets)
    ]
    if let table = plan.options.userFeatures {
      for (name, _) in table.columns where plan.options.breakdowns?.contains(name) ?? true {
        divisions.append(UserGroups.byAttribute(name, of: table, users: users, rows: plan.users))
      }
    }
    return try divisions.compactMap(\.self).map { division in
      Breakdown(
        attribute: division.attribute,
        buckets: try division.groups.map { group in
          Breakdown.Bucket(
            name: group.name, users: group.users.count,
            metrics: try results(of: keys, values: keys.map { values[$0]!.selecting(group.users) }))
        })
    }
  }

  private func definition(of key: MetricKey) -> String {
    guard plan.isSampled, !EvaluationPlan.isRatingMetric(key) else { return key.definition }
    return key.definition + " Sampled: ranked against the negatives that the split lists for each user, "
      + "not against the catalogue."
  }

  private static func groupedAUC(_ key: MetricKey, _ positions: [RankPositions?]) -> UserValues {
    let pairs = positions.map { position -> (Double, Double) in
      guard let position, let auc = position.auc else { return (0, 0) }
      let weight: Double =
        if key.family == .auc || key.has(.unweighted) {
          1
        } else if key.has(.positives) {
          Double(position.relevant)
        } else {
          Double(position.relevant + position.others)
        }
      return (auc * weight, weight)
    }
    return UserValues(numerators: pairs.map(\.0), denominators: pairs.map(\.1))
  }

  /// The accuracy metrics among some keys, each at a ladder of cut-offs up to its largest.
  private static func curveKeys(_ keys: [MetricKey]) -> [(metric: String, keys: [MetricKey])] {
    var curves: [(metric: String, keys: [MetricKey])] = []
    for key in keys where key.family.measuresRankingAccuracy {
      let metric = key.withoutCutoff
      guard !curves.contains(where: { $0.metric == metric }) else { continue }
      let own = keys.filter { $0.withoutCutoff == metric }.compactMap(\.cutoff)
      guard let longest = own.max() else { continue }
      let ladder = Set([1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100, 200, 500].filter { $0 <= longest })
      curves.append((metric, ladder.union(own).sorted().compactMap { key.at($0) }))
    }
    return curves
  }
}
