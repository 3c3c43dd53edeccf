import NeedletailCore
import NeedletailData
import NeedletailMath

/// Makes the document of what happened to all arms.
struct ProgressiveSummary {
  let plan: ProgressivePlan
  private let reader: StreamReader
  let runs: [ProgressiveArmRun]
  let names: [String]
  let bootstrap: BlockBootstrap
  private let block: Int

  init(_ plan: ProgressivePlan, _ reader: StreamReader, _ runs: [ProgressiveArmRun]) {
    self.plan = plan
    self.reader = reader
    self.runs = runs
    let models = Set(runs.map { ModelSpecification($0.algorithm) })
    names = runs.map { models.count == 1 ? "\($0.arm)" : "\(ModelSpecification($0.algorithm)) \($0.arm)" }
    let judged = reader.windowCount - (plan.judgedFrom ?? plan.warmUp)
    let day: Int =
      if case .time(let length) = plan.size { Int(max(1, 86_400_000 / length)) } else { judged }
    block = plan.block ?? max(1, min(day, judged / 4))
    bootstrap = BlockBootstrap(
      windows: judged, block: block, resamples: plan.resamples, seed: plan.options.seed)
  }

  private var judgedFrom: Int { plan.judgedFrom ?? plan.warmUp }

  /// The document.
  func document() -> ProgressiveDocument {
    ProgressiveDocument(
      data: .init(
        source: reader.source, examples: reader.count, positives: reader.positives,
        users: reader.idCount(.user), items: reader.idCount(.item), fields: reader.fieldNames,
        fingerprint: reader.fingerprint),
      design: .init(
        window: "\(plan.size)", windows: reader.windowCount, warmUp: plan.warmUp, judgedFrom: judgedFrom,
        delay: plan.delay, gate: plan.gate, heldShare: plan.heldShare, newItemSpan: plan.newItemSpan,
        block: block),
      arms: runs.indices.map(arm), comparisons: comparisons(), warnings: warnings(),
      seed: plan.options.seed,
      environment: .init(
        version: NeedletailVersion.current, threads: plan.options.pool.threads, confidence: plan.confidence,
        resamples: plan.resamples))
  }

  func judged(_ run: ProgressiveArmRun) -> [ArmRecord] {
    run.records.filter { $0.window >= judgedFrom }
  }

  func series(_ run: ProgressiveArmRun, _ value: (ArmRecord) -> Double?) -> WindowSeries {
    let records = judged(run)
    return WindowSeries(records.map(value), weights: records.map { Double($0.score.examples) })
  }

  private func figure(_ series: WindowSeries) -> ProgressiveDocument.Figure? {
    bootstrap.estimate(series, confidence: plan.confidence).map {
      .init(value: $0.value, low: $0.interval?.low, high: $0.interval?.high)
    }
  }

  private func arm(_ index: Int) -> ProgressiveDocument.Arm {
    let run = runs[index]
    let records = judged(run)
    let clicks = records.reduce(0) { $0 + $1.score.clicks }
    return .init(
      name: names[index], model: ModelSpecification(run.algorithm).description, arm: "\(run.arm)",
      normalisedEntropy: figure(series(run) { $0.score.normalisedEntropy }),
      logLoss: figure(series(run) { $0.score.logLoss }), auc: figure(series(run) { $0.score.auc }),
      calibration: clicks > 0 ? records.reduce(0) { $0 + $1.score.predicted } / Double(clicks) : nil,
      newItems: slice(records.compactMap(\.newItems)), staleness: staleness(records),
      forgetting: forgetting(run), cost: cost(run), windows: run.records.map(window))
  }

  private func slice(_ scores: [WindowScore]) -> ProgressiveDocument.Slice? {
    let examples = scores.reduce(0) { $0 + $1.examples }
    guard examples > 0 else { return nil }
    let clicks = scores.reduce(0) { $0 + $1.clicks }
    let entropy = ExampleMetrics.entropy(Double(clicks) / Double(examples))
    let loss = scores.reduce(0) { $0 + $1.logLoss * Double($1.examples) } / Double(examples)
    let areas = WindowSeries(scores.map(\.auc), weights: scores.map { Double($0.examples) })
    return .init(
      examples: examples, clicks: clicks, normalisedEntropy: entropy > 0 ? loss / entropy : nil,
      auc: areas.mean(),
      calibration: clicks > 0 ? scores.reduce(0) { $0 + $1.predicted } / Double(clicks) : nil)
  }

  private func cost(_ run: ProgressiveArmRun) -> ProgressiveDocument.Cost {
    func mean(_ run: ProgressiveArmRun, _ figure: (ArmRecord) -> Double) -> Double {
      let updates = judged(run).filter { $0.trained > 0 && $0.window > plan.warmUp }
      return updates.isEmpty ? 0 : updates.reduce(0) { $0 + figure($1) } / Double(updates.count)
    }
    let updates = judged(run).filter { $0.trained > 0 && $0.window > plan.warmUp }
    let seconds = mean(run, \.updateSeconds)
    let anew = runs.first {
      $0.arm.kind == .retrain && $0.algorithm.hyperparameters == run.algorithm.hyperparameters
    }
    let full = anew.map { mean($0, \.updateSeconds) } ?? 0
    return .init(
      updates: updates.count, refused: updates.count { $0.refusal != nil },
      examples: mean(run) { Double($0.trained) }, updateSeconds: seconds,
      teacherSeconds: judged(run).reduce(0) { $0 + $1.teacherSeconds } / Double(max(updates.count, 1)),
      ratioToRetrainSeconds: full > 0 && seconds > 0 ? full / seconds : nil)
  }

  private func window(_ record: ArmRecord) -> ProgressiveDocument.Window {
    let score = record.score
    return .init(
      number: record.window, start: reader.start(ofWindow: record.window),
      isJudged: record.window >= judgedFrom, examples: score.examples,
      clickRate: Double(score.clicks) / Double(max(score.examples, 1)),
      normalisedEntropy: score.normalisedEntropy, logLoss: score.logLoss, auc: score.auc,
      calibration: score.calibration, trained: record.trained, updateSeconds: record.updateSeconds,
      teacherSeconds: record.teacherSeconds, refusal: record.refusal)
  }

  private func warnings() -> [String] {
    var warnings: [String] = []
    let judged = reader.windowCount - judgedFrom
    if judged < 8 { warnings.append("\(judged) judged windows are few; intervals over them say little") }
    if plan.gate == nil { warnings.append("every update was deployed: there was no gate") }
    return warnings
  }
}
