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

  /// Where in its life a server is.
  package enum Phase: Sendable {
    /// It opens its store.
    case loading
    /// It answers.
    case ready(Engine, any Store)
    /// It ends what is under way.
    case draining(Engine, any Store)
    /// It cannot answer, and why.
    case failed(String)
  }

  /// The state of a server that loads.
  package init(
    configuration: ServerConfiguration, logger: Logger, metrics: MetricFamilies = MetricFamilies(),
    now: @escaping @Sendable () -> Int64 = WallClock.milliseconds
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
    guard case .ready(let engine, _) = life else { return }
    let status = engine.status
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
    get throws(RequestFault) { try parts().engine }
  }

  /// Asks the store on a thread that may wait for its disk.
  ///
  /// - Throws: `RequestFault` (unavailable) while there is no store, and what the question throws.
  package func reading<Answer: Sendable>(
    _ question: @escaping @Sendable (any Store) throws -> Answer
  ) async throws -> Answer {
    let store = try parts().store
    return try await readers.runIfActive { try question(store) }
  }

  private func parts() throws(RequestFault) -> (engine: Engine, store: any Store) {
    switch life {
    case .ready(let engine, let store), .draining(let engine, let store): return (engine, store)
    case .loading: throw RequestFault(.unavailable, "the server is loading", retryAfter: 1)
    case .failed(let reason): throw RequestFault(.unavailable, reason)
    }
  }
}
