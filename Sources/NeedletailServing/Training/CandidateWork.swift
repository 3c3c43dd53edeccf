import NeedletailCore
import NeedletailData
import NeedletailEvaluation
import NeedletailMath

/// The steps of one training, with what all of them need.
struct CandidateWork {
  let training: CandidateTraining
  let data: DataSet
  /// The time of the latest event, in milliseconds.
  let latest: Int64
  let specification: ModelSpecification
  let weighting: Weighting
  let pool: WorkerPool

  var request: CandidateTraining.Request { training.request }
  private var gate: DeploymentGate { request.gate }

  /// A model in the comparison: what answers, with the histories that it reads.
  private typealias Side = (model: any Recommender, data: TrainingData)

  /// Fits on all but the window, measures and decides.
  func measure(sequence: Int64) throws -> TrainingVerdict {
    var notes: [String] = []
    let deployed = try openDeployed(&notes)
    let (start, isStandIn) = comparisonStart(hasDeployed: deployed != nil, &notes)
    let window = try TrainingWindow(of: data.log, from: start)
    var clock = ContinuousClock.now
    let candidate = try fit(specification, weighting, window, stage: "fit")
    var fitSeconds = clock.duration(to: .now).inSeconds
    let other = try deployed.map { model -> Side in
      guard isStandIn else { return translated(model, window) }
      if model.specification == specification, model.weighting == weighting { return candidate }
      return try fit(model.specification, model.weighting, window, stage: "fit deployed specification")
    }
    fitSeconds = clock.duration(to: .now).inSeconds
    clock = .now
    let key = try gate.metricKey()
    let measured = try evaluate(candidate, name: "candidate", weighting, window, key)
    var findings = GateFindings(
      users: measured.counts.users, value: measured[key]?.value ?? .nan,
      coverage: coverage(measured, key) ?? .nan)
    if let other, let deployed {
      let standing = try evaluate(other, name: "deployed", other.data.weighting, window, key)
      findings.deployed = try compare(measured, standing, key)
      let overlap = try overlap(
        candidate, isStandIn ? translated(deployed, window) : other, users: measured.users,
        count: key.cutoff ?? 20)
      findings.deployed?.overlap = overlap.share
      findings.deployed?.overlapUsers = overlap.users
    }
    return TrainingVerdict(
      specification: specification.description, weighting: weighting.description, sequence: sequence,
      latestTime: latest, users: data.log.users.count, items: data.log.items.count, events: data.log.count,
      windowStart: start, deployed: request.deployed?.version, findings: findings,
      metrics: Dictionary(uniqueKeysWithValues: measured.metrics.map { ($0.key.description, $0.value) }),
      decision: gate.decide(findings), notes: notes, model: nil, fitSeconds: fitSeconds,
      evaluationSeconds: clock.duration(to: .now).inSeconds, peakBytes: nil)
  }

  /// Fits on all events and writes the model to its place.
  func fitOnEverything(_ verdict: TrainingVerdict) throws {
    let everything = trainingData(data.log, weighting)
    var model = try Model.train(
      specification, on: everything, options: options("fit on everything"), source: data.source)
    model.metadata.metrics = verdict.metrics
    report("write")
    try model.save(to: request.output)
  }

  private func openDeployed(_ notes: inout [String]) throws -> Model? {
    guard let deployed = request.deployed else { return nil }
    do {
      return try Model.open(deployed.folder, registry: training.algorithms)
    } catch {
      notes.append(
        "The deployed model \(deployed.version) could not be opened and was not compared: \(error)")
      return nil
    }
  }

  /// Where the window starts, and whether the deployed model's specification is fitted anew to stand for it.
  private func comparisonStart(hasDeployed: Bool, _ notes: inout [String]) -> (start: Int64, isStandIn: Bool)
  {
    let start = TrainingWindow.start(data.log, length: request.window, latest: latest)
    guard hasDeployed else { return (start, false) }
    if let known = request.deployed?.latestTime {
      if known < start { return (start, false) }
      if known < latest, TrainingWindow.userCount(data.log, from: known + 1) >= gate.users {
        notes.append("The window starts after the last event that the deployed model has learnt from.")
        return (known + 1, false)
      }
    }
    notes.append(
      "The deployed model may have learnt from the window: its specification was fitted anew on what the candidate "
        + "was fitted on, and stands for it.")
    return (start, true)
  }

  private func trainingData(_ log: InteractionLog, _ weighting: Weighting) -> TrainingData {
    TrainingData(
      log: log, weighting: weighting, userFeatures: data.userFeatures, itemFeatures: data.itemFeatures,
      pool: pool)
  }

  private func fit(
    _ specification: ModelSpecification, _ weighting: Weighting, _ window: TrainingWindow, stage: String
  ) throws -> Side {
    let part = trainingData(window.split.training, weighting)
    return (try specification.algorithm.train(part, options: options(stage)), part)
  }

  private func translated(_ model: Model, _ window: TrainingWindow) -> Side {
    (
      TranslatedRecommender(model, users: data.log.users, items: data.log.items),
      trainingData(window.split.training, model.weighting)
    )
  }

  private func evaluate(
    _ side: Side, name: String, _ weighting: Weighting, _ window: TrainingWindow, _ key: MetricKey
  ) throws -> ModelEvaluation {
    report("measure \(name)")
    let k = key.cutoff ?? 20
    var keys = [key]
    for other in try MetricKey.list("recall@\(k),coverage@\(k)") where !keys.contains(other) {
      keys.append(other)
    }
    var options = EvaluationOptions(metrics: keys, pool: pool)
    options.seed = request.seed
    options.weighting = weighting
    options.itemFeatures = data.itemFeatures
    options.activityBuckets = 0
    options.confidence = gate.confidence
    options.cancellation = training.cancellation
    return try Evaluator.evaluate(side.model, name: name, on: window.split, options: options)
  }

  private func coverage(_ evaluation: ModelEvaluation, _ key: MetricKey) -> Double? {
    evaluation.metrics.first { $0.key.family == .coverage && $0.key.cutoff == key.cutoff }?.value
  }

  private func compare(
    _ candidate: ModelEvaluation, _ deployed: ModelEvaluation, _ key: MetricKey
  ) throws -> GateFindings.Deployed {
    var options = Comparison.Options(pool: pool)
    options.seed = request.seed
    options.confidence = gate.confidence
    options.cancellation = training.cancellation
    let comparison = try Comparison.all([candidate, deployed], options: options).first { $0.metric == key }
    let value = deployed[key]?.value ?? .nan
    return GateFindings.Deployed(
      value: value, difference: comparison?.difference ?? .nan, low: comparison?.interval?.low ?? .nan,
      high: comparison?.interval?.high ?? .nan, coverage: coverage(deployed, key) ?? .nan, overlap: .nan,
      overlapUsers: 0)
  }

  private func overlap(_ first: Side, _ second: Side, users: [UserRow], count: Int) throws -> ListOverlap {
    report("compare lists")
    return try ListOverlap(
      first, second, users: users, count: count, sample: 1000, pool: pool, cancellation: training.cancellation
    )
  }

  private func options(_ stage: String) -> TrainingOptions {
    let progress = training.progress
    return TrainingOptions(
      seed: request.seed, pool: pool, memoryLimit: request.memory,
      progress: {
        progress?(Progress(stage: stage, completed: $0.completed, total: $0.total, note: $0.stage))
      },
      cancellation: training.cancellation)
  }

  private func report(_ stage: String) { training.progress?(Progress(stage: stage, completed: 0, total: 1)) }
}
