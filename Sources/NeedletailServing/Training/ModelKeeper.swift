import Glibc
import NeedletailCore
import NeedletailMath
import Synchronization

/// Keeps a server's model fresh: trains in a child process, lets new models through the gate, deploys, rolls back.
///
/// ```swift
/// let registry = try ModelRegistry(directory: "data/models")
/// let opened = registry.openForServing()
/// let engine = try Engine(store: store, model: opened.map { ($0.model, "\($0.version)") }, settings: settings)
/// let keeper = ModelKeeper(registry: registry, engine: engine, data: "data", settings: training)
/// keeper.start()
/// …
/// await keeper.stop()
/// ```
///
/// The fit happens in a process of its own at lower priority: the server's memory does not grow by it, and whatever
/// becomes of that process (it crashes, it is killed, the disk is full) is written down and leaves the server as it
/// was. Nothing here runs long on Swift's cooperative pool.
public final class ModelKeeper: Sendable {
  /// The versions.
  public let registry: ModelRegistry
  /// When and how to train; nil when the server does not train.
  public let settings: TrainingSettings?
  let data: String
  let program: Program
  let target: Target
  let schedule: TrainingSchedule?
  /// One deployment at a time.
  let deploying = Mutex(())
  let state: Mutex<State>
  /// When this keeper was made; the age of a last attempt that never was.
  let born = ModelKeeper.seconds
  private let bell = Bell()

  /// The program that trains.
  public struct Program: Sendable, Hashable {
    /// Its path; by default this very program, also when its file was replaced meanwhile.
    public var executable = "/proc/self/exe"
    /// What it is called with.
    public var arguments = ["train-candidate"]

    /// This very program.
    public init() {}
  }

  /// What new models are handed to.
  struct Target: Sendable {
    /// Puts a model in place of the present one.
    var deploy: @Sendable (Model, _ version: String) throws -> Void
    /// The sequence up to which the store is known.
    var sequence: @Sendable () -> Int64
    /// The version that answers.
    var version: @Sendable () -> String?
  }

  struct State {
    var run: TrainingRun?
    var thread: JoinableThread?
    var timer: JoinableThread?
    var isStopped = false
    /// The last attempt, with the monotonic time of its start.
    var last: (attempt: TrainingAttempt, time: Double)?
    /// Why the last attempt could not be written down.
    var fault: String?
  }

  /// A keeper of an engine's model.
  ///
  /// - Parameters:
  ///   - data: the directory of the store, as the child process finds it.
  ///   - settings: nil when the server does not train.
  public convenience init(
    registry: ModelRegistry, engine: Engine, data: String, settings: TrainingSettings?,
    program: Program = Program()
  ) {
    self.init(
      registry: registry, data: data, settings: settings, program: program,
      target: Target(
        deploy: { try engine.deploy($0, version: $1) }, sequence: { engine.status.sequence },
        version: { engine.status.model }))
  }

  init(registry: ModelRegistry, data: String, settings: TrainingSettings?, program: Program, target: Target) {
    self.registry = registry
    self.data = data
    self.settings = settings
    self.program = program
    self.target = target
    schedule = settings.map { TrainingSchedule(every: $0.every, changes: $0.changes) }
    var state = State()
    if let attempt = registry.attempts().last {
      // A clock that was set back must not put the next training off.
      let age = max(0, Double(EngineClock.milliseconds - attempt.started) / 1000)
      state.last = (attempt, Self.seconds - age)
    }
    self.state = Mutex(state)
  }

  /// Monotonic seconds.
  static var seconds: Double { Double(EngineClock.nanoseconds) * 1e-9 }

  /// Starts to watch for the next training that is due.
  public func start() {
    guard let schedule, schedule.every != nil || schedule.changes != nil else { return }
    state.withLock { state in
      guard state.timer == nil, !state.isStopped else { return }
      state.timer = JoinableThread { [self] in
        while !self.state.withLock({ $0.isStopped }) {
          trainIfDue(schedule)
          bell.wait(seconds: 1)
        }
      }
    }
  }

  private func trainIfDue(_ schedule: TrainingSchedule) {
    let (last, isBusy) = state.withLock { state in
      (
        state.last.map { TrainingSchedule.Last(age: Self.seconds - $0.time, sequence: $0.attempt.sequence) }
          ?? TrainingSchedule.Last(age: Self.seconds - born, sequence: 0),
        state.run != nil
      )
    }
    guard !isBusy,
      let trigger = schedule.trigger(
        sequence: target.sequence(), last: last, hasModel: target.version() != nil)
    else { return }
    // Somebody may have asked for a training in between; that one will do.
    try? begin(trigger)
  }

  /// Stops what is under way and waits for it. No training starts afterwards.
  public func stop() async {
    let threads = state.withLock { state in
      state.isStopped = true
      state.run?.cancel()
      let threads = [state.timer, state.thread].compactMap(\.self)
      state.timer = nil
      state.thread = nil
      return threads
    }
    bell.ring()
    await withCheckedContinuation { continuation in
      _ = JoinableThread {
        for thread in threads { thread.join() }
        continuation.resume()
      }
    }
  }
}
