import NeedletailCore
import NeedletailData
import NeedletailMath

/// A group study while its experiment runs, split by split.
struct GroupStudyRun {
  private let study: GroupStudy
  private let metric: MetricKey
  private let names: [String]
  /// The index of the baseline among the models.
  let baseline: Int
  private let control: Int?
  /// The baseline's value on the second split of each (fold, user); nil where there is none.
  private var difficulties: [Double?] = []
  /// The length of the history of each (fold, user).
  private var lengths: [Int] = []

  /// A study of named models.
  ///
  /// - Throws: `EvaluationError` for a name that no model or several have, and when no metric fits.
  init(_ study: GroupStudy, specifications: [ModelSpecification], options: EvaluationOptions) throws {
    let names = Experiment.names(of: specifications)
    func index(_ name: String) throws -> Int {
      let own = names.indices.filter { names[$0] == name }
      let found =
        own.isEmpty
        ? specifications.indices.filter {
          specifications[$0].name == name || specifications[$0].description == name
        } : own
      guard found.count == 1 else {
        throw EvaluationError(
          "groups of users: \(found.isEmpty ? "no model is" : "several models are") called '\(name)'; the "
            + "models are \(names.joined(separator: ", "))")
      }
      return found[0]
    }
    guard
      let metric = study.metric
        ?? options.metrics.first(where: { $0.family.measuresRankingAccuracy && $0.cutoff != nil })
    else {
      throw EvaluationError("groups of users need a metric of ranking accuracy, such as ndcg@100")
    }
    self.study = study
    self.metric = metric
    self.names = names
    baseline = try index(study.baseline)
    control = try study.control.map(index)
  }

  /// Takes in the users of one split and how hard the baseline finds each.
  ///
  /// - Parameters:
  ///   - model: the fitted baseline.
  ///   - fit: fits the baseline on the training part of another split.
  mutating func add(
    _ plan: EvaluationPlan, model: any Recommender, fit: (Split) throws -> any Recommender
  ) throws {
    var options = plan.options
    options.metrics = [metric]
    options.resamples = 0
    options.curves = false
    options.activityBuckets = 0
    options.breakdowns = []
    options.progress = nil
    let second = try study.secondSplit(of: plan.split, seed: options.seed)
    let asked = plan.split.foldIn == nil ? try fit(second) : model
    let result = try EvaluationPlan(second, options: options).evaluate(asked, name: names[baseline])
    var known: [UserRow: Double] = [:]
    if let values = result.values[metric] {
      for (index, user) in result.users.enumerated() where values.denominators[index] > 0 {
        known[user] = values.value(ofUser: index)
      }
    }
    difficulties += plan.users.map { known[$0] }
    lengths += plan.users.map { plan.seen.count(ofRow: $0.index) }
  }

  /// The tables: by difficulty and by activity, each by groups and by growing groups.
  ///
  /// - Parameter evaluations: of all models, over the users of all splits in order.
  func comparisons(
    _ evaluations: [ModelEvaluation], options: EvaluationOptions
  ) throws -> [EvaluationDocument.GroupComparison] {
    let values = evaluations.map { $0.values[metric] }
    let users = lengths.indices.filter { user in values.allSatisfy { ($0?.denominators[user] ?? 0) > 0 } }
    let graded = users.filter { difficulties[$0] != nil }
    let difficulty = UserGroups.byQuantiles(
      "difficulty", values: difficulties.map { $0 ?? 0 }, of: graded, buckets: study.buckets
    ) { low, high in
      "\(ReportText.fixed(low, decimals: 3))–\(ReportText.fixed(high, decimals: 3))"
    }
    let activity = UserGroups.byActivity(lengths: lengths, of: users, buckets: study.buckets)
    let told = study.notes(metric.description, baseline: names[baseline])
    return try [
      (difficulty, told), (difficulty?.cumulative(), told),
      (activity, ["Activity is the length of the history."]),
      (activity?.cumulative(), ["Activity is the length of the history."]),
    ].compactMap { groups, notes in
      try groups.map { try comparison($0, values.map { $0! }, notes: notes, options) }
    }
  }

  private func comparison(
    _ groups: UserGroups, _ values: [UserValues], notes: [String], _ options: EvaluationOptions
  ) throws -> EvaluationDocument.GroupComparison {
    let test = SignFlipTest(seed: options.seed, pool: options.pool, cancellation: options.cancellation)
    let others = { (reference: Int) in names.indices.filter { $0 != reference } }
    var againstBaseline: [Double] = []
    var againstControl: [Double] = []
    for group in groups.groups {
      let columns = values.map { $0.selecting(group.users).numerators }
      againstBaseline += try test.test(columns: columns, pairs: others(baseline).map { ($0, baseline) }).map(
        \.p)
      if let control {
        againstControl += try test.test(columns: columns, pairs: others(control).map { ($0, control) }).map(
          \.p)
      }
    }
    /// The tests against one model, by group and model.
    func tests(_ p: [Double], _ reference: Int) -> (Int, Int) -> EvaluationDocument.GroupComparison.Test? {
      let adjusted = Holm.adjusted(p)
      let own = others(reference)
      return { group, model in
        guard let place = own.firstIndex(of: model) else { return nil }
        let users = groups.groups[group].users
        let (one, other) = (values[model].value(of: users) ?? 0, values[reference].value(of: users) ?? 0)
        let index = group * own.count + place
        return .init(difference: one - other, p: p[index], adjustedP: adjusted[index])
      }
    }
    let toBaseline = tests(againstBaseline, baseline)
    let toControl = control.map { tests(againstControl, $0) }
    return EvaluationDocument.GroupComparison(
      attribute: groups.attribute, metric: metric.description, baseline: names[baseline],
      control: control.map { names[$0] }, notes: notes,
      groups: groups.groups.enumerated().map { index, group in
        let base = values[baseline].value(of: group.users) ?? 0
        return .init(
          name: group.name, users: group.users.count,
          models: names.indices.map { model in
            let value = values[model].value(of: group.users) ?? 0
            return .init(
              name: names[model], value: value,
              gain: model == baseline || base == 0 ? nil : 100 * (value - base) / base,
              againstBaseline: toBaseline(index, model), againstControl: toControl?(index, model))
          })
      })
  }
}
