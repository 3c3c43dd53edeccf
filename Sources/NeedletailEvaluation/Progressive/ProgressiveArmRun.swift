import NeedletailCore
import NeedletailData
import NeedletailMath

/// One arm on its way through the stream.
final class ProgressiveArmRun {
  let arm: ProgressiveArm
  let algorithm: any IncrementalAlgorithm
  let plan: ProgressivePlan
  /// The model that answers.
  var deployed: (any ProbabilityPredictor)?
  /// What goes on learning; nil for arms that train anew or not at all.
  var learner: (any IncrementalLearner)?
  var teacher: (any ProbabilityPredictor)?
  /// Models that were deployed at some windows and are asked later ones.
  var frozen: [(window: Int, model: any ProbabilityPredictor)] = []
  /// The first example that no update has trained on.
  var cursor = 0
  var records: [ArmRecord] = []

  init(_ arm: ProgressiveArm, _ algorithm: any IncrementalAlgorithm, _ plan: ProgressivePlan) {
    self.arm = arm
    self.algorithm = algorithm
    self.plan = plan
  }

  /// Whether there is an update before a window.
  private func isDue(_ window: Int) -> Bool {
    window == plan.warmUp || arm.kind != .static && (window - plan.warmUp) % arm.cadence == 0
  }

  /// Updates the model by what is known, answers the present window, and looks back and ahead.
  func run(_ reader: StreamReader, _ fits: FreshFits) throws {
    let window = reader.window
    var outcome = Outcome()
    if isDue(window) {
      outcome = try window == plan.warmUp ? begin(reader, fits) : update(reader, fits)
    }
    guard let deployed else { return }
    let questions = reader.questions()
    let scored = try reader.judged(answers(deployed, questions))
    var record = ArmRecord(window: window, score: WindowScore(scored))
    if let isNew = plan.newcomers {
      record.newItems = WindowScore(scored, where: Array(isNew[reader.positions(ofWindow: window)]))
    }
    (record.trained, record.updateSeconds) = (outcome.trained, outcome.seconds)
    (record.teacherSeconds, record.refusal) = (outcome.teacherSeconds, outcome.refusal)
    try lookBack(&record, reader, deployed)
    for (start, model) in frozen where start < window {
      record.frozen[window - start] = WindowScore(try reader.judged(answers(model, questions)))
    }
    if arm.kind != .static, (window - plan.warmUp) % plan.freezing == 0 { frozen.append((window, deployed)) }
    frozen.removeAll { window - $0.window >= plan.ages }
    records.append(record)
  }

  /// What an update came to.
  struct Outcome {
    var trained = 0
    var seconds = 0.0
    var teacherSeconds = 0.0
    var refusal: String?
  }

  func answers(_ model: any ProbabilityPredictor, _ examples: ExampleSet) throws -> [Float] {
    try model.logOdds(
      of: model.ranking.space.encode(examples), pool: plan.options.pool,
      cancellation: plan.options.cancellation)
  }

  /// The deployed model on examples that were held out of past windows.
  private func lookBack(
    _ record: inout ArmRecord, _ reader: StreamReader, _ deployed: any ProbabilityPredictor
  ) throws {
    let known = reader.knownCount
    func score(_ window: Int) throws -> WindowScore? {
      guard window >= 0, reader.positions(ofWindow: window).upperBound <= known else { return nil }
      let held = try reader.held(ofWindow: window)
      guard held.count > 0 else { return nil }
      let labels = (0..<held.count).map { held.labels[$0] > 0 }
      return WindowScore(ScoredExamples(logOdds: try answers(deployed, held), labels: labels))
    }
    record.held = try score(record.window - 1)
    for back in plan.lookBacks where record.window - back >= plan.warmUp {
      record.past[back] = try score(record.window - 1 - back)
    }
  }
}
