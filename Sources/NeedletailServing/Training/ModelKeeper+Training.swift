import Glibc
import NeedletailCore
import NeedletailMath
import Synchronization

extension ModelKeeper {
  /// Starts a training at once; `status` tells how far it is.
  ///
  /// - Throws: `ServingError` (unavailable) when one is under way, when the server does not train, or when it stops.
  public func train() throws { try begin(.request) }

  /// Starts a training at once and waits for its outcome.
  ///
  /// - Throws: as `train`.
  public func trainAndWait() async throws -> TrainingAttempt {
    try await withCheckedThrowingContinuation {
      (continuation: CheckedContinuation<TrainingAttempt, any Error>) in
      do {
        try begin(.request) { continuation.resume(returning: $0) }
      } catch {
        continuation.resume(throwing: error)
      }
    }
  }

  /// Asks the training under way to stop; without one, nothing happens.
  public func cancelTraining() { state.withLock { $0.run?.cancel() } }

  /// Starts a training on a thread of its own.
  func begin(
    _ trigger: TrainingAttempt.Trigger, then: (@Sendable (TrainingAttempt) -> Void)? = nil
  ) throws {
    guard let settings else {
      throw ServingError(.unavailable, "this server does not train: it has no 'train' section")
    }
    let run = TrainingRun(trigger: trigger, sequence: target.sequence())
    try state.withLock { state throws(ServingError) in
      if state.isStopped { throw ServingError(.unavailable, "the server is stopping") }
      if state.run != nil { throw ServingError(.unavailable, "a training is under way already") }
      state.run = run
      // The thread of the run before has nothing left to do but end.
      state.thread?.join()
      state.thread = JoinableThread { [self] in
        let attempt = carryOut(run, settings)
        finish(attempt)
        then?(attempt)
      }
    }
  }

  private func finish(_ attempt: TrainingAttempt) {
    var fault: String?
    do { try registry.record(attempt) } catch { fault = "\(error)" }
    state.withLock { state in
      state.fault = fault
      state.last = (attempt, Self.seconds - attempt.seconds)
      state.run = nil
    }
  }

  /// Trains, takes the model in and deploys it; whatever goes wrong is in the attempt.
  private func carryOut(_ run: TrainingRun, _ settings: TrainingSettings) -> TrainingAttempt {
    let start = Self.seconds
    let output = "\(registry.directory)/candidate\(ModelRegistry.partial)"
    defer { removeCandidates() }
    var attempt = TrainingAttempt(
      started: run.progress.started, seconds: 0, trigger: run.progress.trigger, sequence: run.sequence,
      outcome: .failed, reasons: [])
    do {
      removeCandidates()
      let request = CandidateTraining.Request(
        data: data, settings: settings, deployed: deployedForComparison, output: output)
      let verdict = try run.verdict(
        of: request, executable: program.executable, arguments: program.arguments, limit: settings.limit)
      attempt.verdict = verdict
      attempt.reasons = verdict.decision.reasons
      if verdict.decision.isPassed {
        let record = try registry.add(
          from: output, origin: .trained, sequence: verdict.sequence, latestTime: verdict.latestTime,
          verdict: verdict)
        attempt.version = record.version
        try putInCharge(record.version)
        attempt.outcome = .deployed
      } else {
        attempt.outcome = .refused
      }
    } catch is CancelledError {
      attempt.outcome = .cancelled
      attempt.reasons = ["The training was stopped."]
    } catch {
      attempt.reasons.append("\(error)")
    }
    attempt.seconds = Self.seconds - start
    return attempt
  }

  /// Removes what trainings have written aside, also what a killed one has half written.
  private func removeCandidates() {
    let names = (try? RegistryFiles.names(in: registry.directory)) ?? []
    for name in names where name.hasPrefix("candidate") {
      DirectoryReplacement.remove("\(registry.directory)/\(name)")
    }
  }

  /// The version that answers, as a training finds it.
  private var deployedForComparison: CandidateTraining.Request.Deployed? {
    guard let version = target.version().flatMap({ ModelVersion($0) }),
      let record = registry.record(of: version)
    else { return nil }
    return .init(
      version: version.description, folder: registry.folder(of: version), latestTime: record.latestTime)
  }
}
