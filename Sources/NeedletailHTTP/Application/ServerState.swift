package import Logging
import NIOPosix
package import NeedletailServing
package import NeedletailStore
import Synchronization

/// What all requests share: the engine, its store, and how the server was told to be.
package final class ServerState: Sendable {
  /// How the server was told to be.
  package let configuration: ServerConfiguration
  /// Where the server tells what happens.
  package let logger: Logger
  /// All figures.
  package let metrics: MetricFamilies
  /// What requests must pass.
  package let gate: Gate
  /// The time, in milliseconds since 1970-01-01T00:00:00Z.
  package let now: @Sendable () -> Int64
  private let phase: Mutex<Phase>
  private let readers = NIOThreadPool(numberOfThreads: 2)

  /// What answers, once all is loaded.
  package struct Parts: Sendable {
    /// What answers requests.
    package let engine: Engine
    /// What the engine writes to; requests only read it.
    package let store: any Store
    /// What keeps the models; nil where models cannot be changed.
    package let keeper: (any ModelKeeping)?
    /// What was shown to whom; nil where that is not recorded.
    package let exposures: ExposureLog?
    /// Where backups go; nil where they cannot be made.
    package let backups: String?
    /// Ends what runs beside the engine, before the engine is closed.
    package let stopping: @Sendable () async -> Void

    /// The parts of a server.
    package init(
      engine: Engine, store: any Store, keeper: (any ModelKeeping)? = nil, exposures: ExposureLog? = nil,
      backups: String? = nil, stopping: @escaping @Sendable () async -> Void = {}
    ) {
      self.engine = engine
      self.store = store
      self.keeper = keeper
      self.exposures = exposures
      self.backups = backups
      self.stopping = stopping
    }
  }

  /// Where in its life a server is.
  package enum Phase: Sendable {
    /// It opens its store.
    case loading
    /// It answers.
    case ready(Parts)
    /// It ends what is under way.
    case draining(Parts)
    /// It cannot answer, and why.
    case failed(String)
  }

  /// The state of a server that loads.
  package init(
    configuration: ServerConfiguration, logger: Logger, metrics: MetricFamilies = MetricFamilies(),
    now: @escaping @Sendable () -> Int64 = { EngineClock.milliseconds }
  ) {
    self.configuration = configuration
    self.logger = logger
    self.metrics = metrics
    self.now = now
    gate = Gate(configuration)
    phase = Mutex(.loading)
    readers.start()
  }

  deinit { readers.shutdownGracefully { _ in } }

  /// Where in its life the server is.
  package var life: Phase { phase.withLock { $0 } }

  /// Goes on to another part of its life.
  package func enter(_ next: Phase) { phase.withLock { $0 = next } }

  /// Brings the figures up to date that are asked for and not told.
  func measure() {
    guard case .ready(let parts) = life else { return }
    let status = parts.engine.status
    func set(_ name: String, _ value: some BinaryInteger, _ help: String) {
      metrics.gauge(name, help: help).set(Double(value))
    }
    set("needletail_users", status.users, "Users with an id.")
    set("needletail_items", status.items, "Items that may be recommended.")
    set("needletail_events", status.events, "Events in memory.")
    set("needletail_sequence", status.sequence, "The sequence up to which memory reflects the store.")
    set("needletail_waiting_changes", status.waitingChanges, "Changes that wait for the writer.")
    set("needletail_waiting_requests", status.waitingRequests, "Requests that wait to be scored.")
    set("needletail_store_writable", status.fault == nil ? 1 : 0, "Whether the store can be written.")
  }

  /// What answers.
  ///
  /// - Throws: `RequestFault` (unavailable) while there is none.
  package var engine: Engine {
    get throws(RequestFault) { try parts.engine }
  }

  /// Writes changes.
  ///
  /// Who is erased leaves the record of what was shown first, so that an erasure that is interrupted can be asked for
  /// again; and once more afterwards, for lists that were made meanwhile.
  /// - Throws: `RequestFault` (unavailable) while there is no engine, what the engine throws, and errors of files.
  package func write(_ changes: [Change]) async throws -> [Result<Receipt, ChangeError>] {
    let parts = try parts
    let erased = changes.compactMap { change in
      if case .eraseUser(let id) = change { parts.store.identifiers.user(id) } else { nil }
    }
    guard let exposures = parts.exposures, !erased.isEmpty else {
      return try await parts.engine.write(changes)
    }
    try await waiting { for user in erased { try exposures.erase(user: user) } }
    let results = try await parts.engine.write(changes)
    try await waiting { for user in erased { try exposures.erase(user: user) } }
    return results
  }

  /// Asks the store on a thread that may wait for its disk.
  ///
  /// - Throws: `RequestFault` (unavailable) while there is no store, and what the question throws.
  package func reading<Answer: Sendable>(
    _ question: @escaping @Sendable (any Store) throws -> Answer
  ) async throws -> Answer {
    let store = try parts.store
    return try await waiting { try question(store) }
  }

  /// Does what may wait for a disk on a thread of its own.
  package func waiting<Answer: Sendable>(_ work: @escaping @Sendable () throws -> Answer) async throws
    -> Answer
  {
    try await readers.runIfActive(work)
  }

  /// All parts.
  ///
  /// - Throws: `RequestFault` (unavailable) while they are not there.
  package var parts: Parts {
    get throws(RequestFault) {
      switch life {
      case .ready(let parts), .draining(let parts): return parts
      case .loading: throw RequestFault(.unavailable, "the server is loading", retryAfter: 1)
      case .failed(let reason): throw RequestFault(.unavailable, reason)
      }
    }
  }
}
