import NeedletailCore
import NeedletailData
import NeedletailMath

extension ProgressiveArmRun {
  /// The first model: all arms of equal settings begin as the same one.
  func begin(_ reader: StreamReader, _ fits: FreshFits) throws -> Outcome {
    let fit = try fits.fit(algorithm, arm, reader, until: reader.knownCount)
    deployed = fit.predictor
    cursor = reader.knownCount
    if arm.goesOn { learner = try fit.learner.copy() }
    if arm.kind == .teacher { teacher = fit.predictor }
    return Outcome(trained: fit.examples, seconds: fit.seconds)
  }

  /// A candidate from what is known by now, and the gate.
  func update(_ reader: StreamReader, _ fits: FreshFits) throws -> Outcome {
    let known = reader.knownCount
    let end = plan.gate.map { known - Int(Double(known - cursor) * $0.share) } ?? known
    guard end > cursor else { return Outcome() }
    var outcome = Outcome()
    let candidate: any ProbabilityPredictor
    var next: (any IncrementalLearner)?
    var isTrainedAnew = false
    if arm.kind == .teacher, (reader.window - plan.warmUp) % arm.period == 0 {
      let fit = try fits.fit(algorithm, arm, reader, until: end)
      (teacher, outcome.teacherSeconds) = (fit.predictor, fit.seconds)
      // A student that becomes its teacher has seen what is fresh: the teacher was trained on it.
      if arm.restarts { next = try fit.learner.copy() }
      isTrainedAnew = arm.restarts
    }
    if isTrainedAnew, let teacher {
      candidate = teacher
    } else if let learner {
      let examples = try reader.known(chosen(reader, cursor..<end))
      let start = ContinuousClock.now
      let trial = try plan.gate == nil ? learner : learner.copy()
      trial.settings = arm.update
      try trial.update(with: examples, teacher: arm.kind == .teacher ? teacher : nil)
      candidate = try trial.predictor()
      next = trial
      (outcome.trained, outcome.seconds) = (examples.count, (ContinuousClock.now - start).seconds)
    } else {
      let fit = try fits.fit(algorithm, arm, reader, until: end)
      candidate = fit.predictor
      (outcome.trained, outcome.seconds) = (fit.examples, fit.seconds)
    }
    outcome.refusal = try refusal(candidate, reader, end..<known)
    if outcome.refusal == nil {
      deployed = candidate
      learner = next ?? learner
    }
    cursor = end
    return outcome
  }

  /// Fresh examples, and with `replay` old ones drawn evenly from all that came before, in the order of time.
  private func chosen(_ reader: StreamReader, _ range: Range<Int>) -> [Int] {
    let fresh = reader.trainable(range)
    guard arm.kind == .replay, arm.share > 0, range.lowerBound > 0 else { return fresh }
    let wanted = Int((Double(fresh.count) * arm.share / (1 - arm.share)).rounded())
    return (reader.sample(wanted, before: range.lowerBound, seed: plan.options.seed) + fresh).sorted()
  }

  /// Why the candidate may not be deployed.
  private func refusal(
    _ candidate: any ProbabilityPredictor, _ reader: StreamReader, _ latest: Range<Int>
  ) throws -> String? {
    guard let gate = plan.gate, let deployed else { return nil }
    let positions = reader.trainable(latest)
    guard !positions.isEmpty else { return nil }
    let examples = try reader.known(positions)
    let labels = (0..<examples.count).map { examples.labels[$0] > 0 }
    return gate.refusal(
      ScoredExamples(logOdds: try answers(candidate, examples), labels: labels),
      deployed: ScoredExamples(logOdds: try answers(deployed, examples), labels: labels))
  }
}
