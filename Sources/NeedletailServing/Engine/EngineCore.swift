import NeedletailStore
import Synchronization

/// What the engine's threads share.
final class EngineCore: Sendable {
  let store: any Store
  let settings: EngineSettings
  let exposures: (any ExposureSink)?
  let metrics = EngineMetrics()
  /// All that answers depend on. Held for microseconds.
  let state: Mutex<LiveState>
  /// Changes on their way to the writer.
  let writing: WaitingLine<WriterWork>
  /// Requests on their way to the scorers.
  let reading: WaitingLine<ReaderWork>
  /// Why the last group of changes could not be written; nil when it could.
  let fault = Mutex<String?>(nil)
  /// Held while a model is put in place: one at a time.
  let deploying = Mutex(())
  let requestNames = RequestNames()

  init(store: any Store, state: consuming LiveState, settings: EngineSettings, exposures: (any ExposureSink)?)
  {
    self.store = store
    self.settings = settings
    self.exposures = exposures
    self.state = Mutex(state)
    writing = WaitingLine(bound: settings.writeQueue)
    reading = WaitingLine(bound: settings.readQueue)
  }

  /// What a scorer may be asked for.
  enum ReaderWork: Sendable {
    /// A list for somebody.
    case list(ListWork)
    /// Anything else.
    case other(@Sendable () -> Void)
  }

  /// What the writer may be asked for.
  enum WriterWork: Sendable {
    /// Changes to commit, and who waits for them.
    case changes([Change], CheckedContinuation<[Result<Receipt, ChangeError>], any Error>)
    /// Anything else that must not run beside a commit.
    case other(@Sendable () -> Void)
  }
}

typealias WriterWork = EngineCore.WriterWork
typealias ReaderWork = EngineCore.ReaderWork
