public import NeedletailCore
public import NeedletailData
import NeedletailMath

/// Click-through models that follow a stream, compared by what each says of a window before anything of it was trained on
/// (progressive validation; the sheet of arms follows Katsileros et al., RecSys 2022).
///
/// ```swift
/// let evaluation = ProgressiveEvaluation(
///   models: try ModelSpecification.list("deepfm"), arms: try ProgressiveArm.list("static,retrain,warm-start"),
///   plan: ProgressivePlan(size: .time(7_200_000)))
/// let document = try evaluation.run(examples)
/// ```
public struct ProgressiveEvaluation: Sendable {
  /// The models.
  public var models: [ModelSpecification]
  /// The arms that each goes through.
  public var arms: [ProgressiveArm]
  /// How windows are made and judged.
  public var plan: ProgressivePlan

  /// An evaluation.
  public init(models: [ModelSpecification], arms: [ProgressiveArm], plan: ProgressivePlan) {
    self.models = models
    self.arms = arms
    self.plan = plan
  }

  /// Runs all arms through the stream.
  ///
  /// With a state folder the run goes on after the last window that is complete there, to the same bits.
  /// - Throws: `CancelledError` when interrupted, with the state of the last complete window kept; `EvaluationError` for
  ///   models that cannot follow a stream, for data without moments, for a state of another run; what training throws.
  public func run(_ examples: ExampleSet) throws -> ProgressiveDocument {
    var reader = try StreamReader(
      examples, size: plan.size, delay: plan.delay, heldShare: plan.heldShare, seed: plan.options.seed)
    try check(reader, examples)
    var plan = plan
    plan.newcomers = reader.newcomers(within: plan.newItemSpan)
    // Progress is that of windows; training within them says nothing of its own.
    plan.options.progress = nil
    let runs = try runs(plan)
    let state = self.plan.state.map { ProgressiveState(folder: $0, run: key(reader)) }
    let first = try state?.restore(runs) ?? plan.warmUp
    for window in first..<reader.windowCount {
      try plan.options.cancellation?.check()
      reader.advance(to: window)
      let fits = FreshFits(plan.options)
      for (number, run) in runs.enumerated() {
        report(window, reader, runs[..<number])
        try run.run(reader, fits)
      }
      try state?.save(runs, window: window)
    }
    report(reader.windowCount, reader, runs[...])
    return ProgressiveSummary(plan, reader, runs).document()
  }

  private func runs(_ plan: ProgressivePlan) throws -> [ProgressiveArmRun] {
    try models.flatMap { model in
      guard let algorithm = model.algorithm as? any IncrementalAlgorithm else {
        throw EvaluationError("\(model.name) cannot follow a stream; click-through models over fields can")
      }
      return arms.map { ProgressiveArmRun($0, algorithm, plan) }
    }
  }

  private func check(_ reader: StreamReader, _ examples: ExampleSet) throws {
    guard examples.classCount == 2 else {
      throw EvaluationError("metrics of clicks need two classes of labels, found \(examples.classCount)")
    }
    guard plan.warmUp >= 1, plan.warmUp < reader.windowCount else {
      throw EvaluationError(
        "a warm-up of \(plan.warmUp) windows: the stream has \(reader.windowCount), and one must be left")
    }
    guard plan.judgedFrom.map({ $0 >= plan.warmUp && $0 < reader.windowCount }) ?? true else {
      throw EvaluationError(
        "judged from window \(plan.judgedFrom ?? 0): expected one from \(plan.warmUp) to \(reader.windowCount - 1)"
      )
    }
  }

  /// What the results depend on.
  private func key(_ reader: StreamReader) -> String {
    let models = models.map(\.fullDescription).joined(separator: ",")
    let settings = arms.map { "\($0)" }.joined(separator: ",")
    let gate = plan.gate.map { "\($0.loss),\($0.calibration),\($0.stability),\($0.share)" } ?? "none"
    return
      "\(models); \(settings); window \(plan.size), warm-up \(plan.warmUp), delay \(plan.delay), gate \(gate), "
      + "held \(plan.heldShare), new \(plan.newItemSpan), backs \(plan.lookBacks), frozen \(plan.freezing) \(plan.ages), "
      + "seed \(plan.options.seed), data \(reader.fingerprint)"
  }

  private func report(_ window: Int, _ reader: StreamReader, _ done: ArraySlice<ProgressiveArmRun>) {
    let note = done.compactMap { run in
      run.records.last?.score.normalisedEntropy.map {
        "\(run.arm.kind.rawValue) \(($0 * 10_000).rounded() / 10_000)"
      }
    }.joined(separator: ", ")
    plan.options.progress?(
      Progress(stage: "window", completed: window, total: reader.windowCount, note: note))
  }
}
