import NIOPosix
package import NeedletailServing
package import NeedletailStore
import Synchronization

/// What all requests share: the engine, its store, and how the server was told to be.
package final class ServerState: Sendable {
  /// How the server was told to be.
  package let configuration: ServerConfiguration
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
  package init(configuration: ServerConfiguration, now: @escaping @Sendable () -> Int64) {
    self.configuration = configuration
    self.now = now
    phase = Mutex(.loading)
    readers.start()
  }

  deinit { readers.shutdownGracefully { _ in } }

  /// Where in its life the server is.
  package var life: Phase { phase.withLock { $0 } }

  /// Goes on to another part of its life.
  package func enter(_ next: Phase) { phase.withLock { $0 = next } }

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
