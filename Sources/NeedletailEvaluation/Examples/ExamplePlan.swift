public import NeedletailCore
public import NeedletailData
import NeedletailMath

/// Labelled examples that models are judged by: prepared once, asked of every model.
public struct ExamplePlan: Sendable {
  /// What is measured, and how.
  public let options: EvaluationOptions
  /// What is resampled and paired: "user", "group" or "example".
  public let unit: String
  /// The number of units.
  public let unitCount: Int

  private let examples: ExampleSet
  private let positions: [Int]
  private let labels: [Bool]
  let units: [Int32]
  private let hasGroups: Bool
  /// The examples in the fields of the training part, which models usually have.
  private let encoded: ExampleTable?

  /// Prepares an evaluation.
  ///
  /// Intervals and tests take groups as units when the examples have some: clicks of one user are not independent of
  /// each other.
  /// - Parameters:
  ///   - positions: the examples that are judged.
  ///   - space: the fields that models are fitted with.
  /// - Throws: `EvaluationError` when there is nothing to judge or a metric is none of labelled examples, `DataError` when
  ///   the examples lack a field of the space.
  public init(
    _ examples: ExampleSet, at positions: [Int], space: FieldSpace? = nil, options: EvaluationOptions
  ) throws {
    guard !positions.isEmpty else { throw EvaluationError("there are no examples to judge") }
    if let reason = options.metrics.compactMap({ ExampleMetrics.absence(of: $0, classes: 2) }).first {
      throw EvaluationError(reason)
    }
    self.examples = examples
    self.positions = positions
    self.options = options
    labels = positions.map { examples.labels[$0] > 0 }
    encoded = try space.map { try $0.encode(examples, positions) }
    hasGroups = examples.groups != nil
    if let groups = examples.groups {
      // Examples without a group are a unit each.
      var numbers: [Int32: Int32] = [:]
      var next: Int32 = 0
      units = positions.map { position in
        let group = groups.rows[position]
        if group >= 0, let known = numbers[group] { return known }
        if group >= 0 { numbers[group] = next }
        next += 1
        return next - 1
      }
      unitCount = Int(next)
      let user = examples.fields.first { $0.declaration.type == .user }?.column
      if case .categorical(let names, let rows)? = user, names == groups.names,
        rows.array == groups.rows.array
      {
        unit = "user"
      } else {
        unit = "group"
      }
    } else {
      units = (0..<Int32(positions.count)).map { $0 }
      unitCount = positions.count
      unit = "example"
    }
  }

  /// The number of judged examples.
  public var exampleCount: Int { positions.count }

  /// The number of classes of the labels.
  var classCount: Int { examples.classCount }

  /// The class of each judged example.
  var labelClasses: [Int] { positions.map { Int(examples.labels[$0]) } }

  /// Asks a model and computes the metrics.
  ///
  /// - Throws: `DataError` when the model has other fields than the examples, `EvaluationError` for a probability that
  ///   is not a number, `CancelledError`, and whatever the model throws.
  public func evaluate(
    _ recommender: any Recommender, name: String, fitSeconds: Double? = nil, peakBytes: Int? = nil
  ) throws -> ExampleEvaluation {
    if classCount > 2 {
      return try evaluateClasses(recommender, name: name, fitSeconds: fitSeconds, peakBytes: peakBytes)
    }
    let start = ContinuousClock.now
    guard let scored = try score(recommender, name: name) else {
      let absent = options.metrics.map {
        AbsentMetric(key: $0, reason: "\(name) predicts no probabilities of labelled examples")
      }
      return ExampleEvaluation(
        result: finished(
          ModelEvaluation(name: name, scoreSeconds: 0, metrics: [], absent: absent, users: rows, values: [:]),
          recommender, fitSeconds, peakBytes))
    }
    let seconds = (ContinuousClock.now - start).seconds
    var values: [MetricKey: UserValues] = [:]
    var metrics: [MetricResult] = []
    var absent: [AbsentMetric] = []
    let samples = try ExampleBootstrap(bootstrap: bootstrap, units: units, unitCount: unitCount).samples(
      of: scored)
    for key in options.metrics {
      if key.family == .gauc, !hasGroups {
        absent.append(.init(key: key, reason: "the examples have no field of type user or group"))
        continue
      }
      values[key] = ExampleMetrics.values(key, scored, units: units, count: unitCount)
      guard let value = ExampleMetrics.value(key, scored) ?? values[key]?.value else {
        absent.append(.init(key: key, reason: "the examples do not have both labels"))
        continue
      }
      let interval =
        if let own = samples.values(of: key.family) {
          Bootstrap.percentiles(own.filter { !$0.isNaN }, confidence: options.confidence)
        } else {
          try values[key].flatMap { try bootstrap.intervals(of: [$0])[0] }
        }
      metrics.append(
        MetricResult(
          key: key, value: value, low: interval?.low, high: interval?.high,
          n: key.family == .gauc ? values[key]?.count ?? 0 : unitCount,
          definition: ExampleMetrics.definition(of: key)))
    }
    var result = ModelEvaluation(
      name: name, scoreSeconds: seconds, metrics: metrics, absent: absent, users: rows, values: values)
    result.order = options.metrics
    result.reliability = ReliabilityBin.bins(
      scored, count: ExampleBootstrap.bins, confidence: options.confidence)
    return ExampleEvaluation(
      result: finished(result, recommender, fitSeconds, peakBytes), placements: scored.placements(),
      areas: samples.auc, labels: labels, units: units)
  }

  /// One metric of a model without anything beside its value, for what is measured often; NaN where it has none.
  func value(of key: MetricKey, _ recommender: any Recommender) throws -> Double {
    if classCount > 2 { return try classValue(of: key, recommender) }
    guard let scored = try score(recommender, name: ModelSpecification(recommender.algorithm).name) else {
      return .nan
    }
    return ExampleMetrics.value(key, scored)
      ?? ExampleMetrics.values(key, scored, units: units, count: unitCount)?.value ?? .nan
  }

  private func score(_ recommender: any Recommender, name: String) throws -> ScoredExamples? {
    guard let predictor = recommender as? any ProbabilityPredictor else { return nil }
    let odds = try inBlocks(encoded(in: predictor.ranking.space), predictor)
    guard !odds.contains(where: \.isNaN) else {
      throw EvaluationError("\(name) predicts a probability that is not a number")
    }
    return ScoredExamples(logOdds: odds, labels: labels)
  }

  /// The judged examples in a model's fields.
  func encoded(in space: FieldSpace) throws -> ExampleTable {
    try encoded.flatMap { $0.space == space ? $0 : nil } ?? space.encode(examples, positions)
  }

  /// Log-odds of all examples, block by block over the threads: the bits of a figure do not depend on its block.
  private func inBlocks(_ table: ExampleTable, _ predictor: any ProbabilityPredictor) throws -> [Float] {
    try predictor.logOdds(of: table, pool: options.pool, cancellation: options.cancellation)
  }

  func finished(
    _ evaluation: ModelEvaluation, _ recommender: any Recommender, _ fitSeconds: Double?, _ peakBytes: Int?
  ) -> ModelEvaluation {
    var result = evaluation
    result.specification = ModelSpecification(recommender.algorithm)
    result.fitSeconds = fitSeconds
    result.peakBytes = peakBytes
    result.counts.users = unitCount
    result.counts.testPairs = positions.count
    return result
  }

  var rows: [UserRow] { (0..<unitCount).map { UserRow($0) } }

  var bootstrap: Bootstrap {
    Bootstrap(
      seed: options.seed, resamples: options.resamples, confidence: options.confidence, pool: options.pool,
      cancellation: options.cancellation)
  }
}

/// How a model did on labelled examples, with what comparisons need.
public struct ExampleEvaluation: Sendable {
  /// The metrics; its users are the units.
  public var result: ModelEvaluation
  /// As of `ScoredExamples`; nil without both classes.
  var placements: [Double]?
  /// The area under the ROC curve in each resample.
  var areas: [Double] = []
  var labels: [Bool] = []
  var units: [Int32] = []
}
