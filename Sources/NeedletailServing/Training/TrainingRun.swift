import Glibc
import NeedletailMath
import Synchronization

/// How far a training has come.
public struct TrainingProgress: Sendable, Hashable {
  /// Why it was started.
  public var trigger: TrainingAttempt.Trigger
  /// When, in milliseconds since 1970-01-01T00:00:00Z.
  public var started: Int64
  /// What it is doing: "read", "fit", "measure candidate".
  public var stage: String
  /// Steps of the stage that are done.
  public var completed: Int
  /// Steps of the stage in all.
  public var total: Int
  /// A figure worth seeing.
  public var note: String
}

/// One training under way in a child process.
final class TrainingRun: Sendable {
  let sequence: Int64
  private let state: Mutex<State>

  private struct State {
    var progress: TrainingProgress
    var child: ChildProcess?
    var isCancelled = false
  }

  init(trigger: TrainingAttempt.Trigger, sequence: Int64) {
    self.sequence = sequence
    state = Mutex(
      State(
        progress: TrainingProgress(
          trigger: trigger, started: EngineClock.milliseconds, stage: "start", completed: 0, total: 1,
          note: "")))
  }

  var progress: TrainingProgress { state.withLock { $0.progress } }
  var isCancelled: Bool { state.withLock { $0.isCancelled } }

  /// Asks the training to stop.
  func cancel() {
    state.withLock { state in
      state.isCancelled = true
      state.child?.cancel()
    }
  }

  /// Runs the child and waits for its verdict.
  ///
  /// - Throws: `CancelledError`; `TrainingFailure` with the reason.
  func verdict(
    of request: CandidateTraining.Request, executable: String, arguments: [String], limit: Double
  ) throws -> TrainingVerdict {
    let child = try ChildProcess(executable: executable, arguments: arguments, niceness: 10)
    let isCancelled = state.withLock { state in
      state.child = child
      return state.isCancelled
    }
    if isCancelled { child.cancel() }
    var verdict: TrainingVerdict?
    var failure: String?
    var strange: String?
    let (end, errors) = child.run(telling: try RegistryFiles.json(request), limit: limit) { line in
      guard let message = try? RegistryFiles.decode(CandidateMessage.self, from: line) else {
        strange = strange ?? String(decoding: line.prefix(200), as: UTF8.self)
        return
      }
      if let step = message.step { advance(to: step) }
      verdict = message.verdict ?? verdict
      failure = message.failure ?? failure
    }
    state.withLock { $0.child = nil }
    switch end {
    case .cancelled: throw CancelledError()
    case .exited(0):
      guard let verdict else {
        throw TrainingFailure("it ended without a verdict", strange: strange, errors: errors)
      }
      return verdict
    case .exited(let status):
      throw TrainingFailure(failure ?? "it ended with status \(status)", strange: strange, errors: errors)
    case .killed(let signal):
      throw TrainingFailure("signal \(signal) ended it", strange: strange, errors: errors)
    case .tooLong:
      throw TrainingFailure("it had not ended after \(limit) s", strange: strange, errors: errors)
    case .babbled:
      throw TrainingFailure(
        "it wrote a line of more than \(ChildProcess.longestLine) bytes", strange: nil, errors: errors)
    }
  }

  private func advance(to step: CandidateMessage.Step) {
    state.withLock { state in
      state.progress.stage = step.stage
      state.progress.completed = step.completed
      state.progress.total = step.total
      state.progress.note = step.note
    }
  }
}

/// Why there is no verdict.
struct TrainingFailure: Error, CustomStringConvertible {
  let description: String

  init(_ reason: String, strange: String?, errors: String) {
    var text = "The training process gave no model: \(reason)."
    if let strange { text += " It wrote what is no message: \(strange)" }
    let said = errors.split(separator: "\n").suffix(5).joined(separator: " | ")
    if !said.isEmpty { text += " It said: \(said)" }
    description = text
  }
}
