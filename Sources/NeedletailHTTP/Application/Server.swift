import Hummingbird
package import Logging
import NIOCore
import NIOPosix
import NeedletailServing
import ServiceLifecycle
import UnixSignals

/// A server from its start to its end.
public enum Server {
  /// Serves until the process gets SIGTERM or SIGINT, then ends what is under way.
  ///
  /// - Throws: `ConfigurationError` for a server that would be open to strangers, and what opening and listening
  ///   throw.
  public static func run(_ configuration: ServerConfiguration) async throws {
    try await run(configuration, opening: { try ServerOpening.open(configuration, $0) })
  }

  /// The same, with parts that the caller opens.
  ///
  /// - Parameters:
  ///   - configuration: how to be.
  ///   - logger: where to tell what happens; nil for lines on standard error, as the configuration wants them.
  ///   - opening: opens the engine and its store, and may take its time; meanwhile the server says that it loads.
  ///   - listening: is told the port once connections are taken up.
  /// - Throws: `ConfigurationError` for a server that would be open to strangers, and what opening and listening
  ///   throw.
  package static func run(
    _ configuration: ServerConfiguration, logger: Logger? = nil,
    opening: @escaping @Sendable (Logger) throws -> ServerState.Parts,
    listening: @escaping @Sendable (Int) -> Void = { _ in }
  ) async throws {
    try configuration.checkExposure()
    let writer = LogWriter()
    let logger = logger ?? configuration.log.logger(writer)
    let http = configuration.http
    let files = OpenFiles.allow(http.limits.connections + 256)
    if files < http.limits.connections + 64 {
      logger.warning("the system allows \(files) open files, fewer than the configured connections")
    }
    if configuration.keys.isEmpty {
      logger.notice(
        "no key is configured: everybody on this machine may ask and change everything; nobody else is listened to"
      )
    }
    let state = ServerState(configuration: configuration, logger: logger, metrics: .process)
    let threads = MultiThreadedEventLoopGroup(numberOfThreads: http.threads)
    let application = try ServerApplication.application(state, threads: .shared(threads)) { channel in
      let port = channel.localAddress?.port ?? http.port
      logger.notice("listening", metadata: ["host": "\(http.host)", "port": "\(port)"])
      listening(port)
    }
    var group = ServiceGroupConfiguration(
      services: [
        .init(service: EngineService(state: state, opening: opening)), .init(service: application),
        .init(service: DrainService(state: state), successTerminationBehavior: .ignore),
      ],
      gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
    group.maximumGracefulShutdownDuration = .seconds(http.limits.drain)
    do {
      try await ServiceGroup(configuration: group).run()
    } catch {
      try? await threads.shutdownGracefully()
      await writer.flush()
      throw error
    }
    logger.notice("ended")
    try await threads.shutdownGracefully()
    await writer.flush()
  }
}

/// Opens the engine, and closes it when all requests are answered.
private struct EngineService: Service {
  let state: ServerState
  let opening: @Sendable (Logger) throws -> ServerState.Parts

  func run() async throws {
    let start = ContinuousClock.now
    let parts = try await state.waiting { [opening, logger = state.logger] in try opening(logger) }
    state.enter(.ready(parts))
    let status = parts.engine.status
    state.logger.notice(
      "ready",
      metadata: [
        "users": .stringConvertible(status.users), "items": .stringConvertible(status.items),
        "events": .stringConvertible(status.events), "model": .string(status.model ?? "none"),
        "ms": .stringConvertible(Double((ContinuousClock.now - start) / .microseconds(1)) / 1000),
      ])
    try? await gracefulShutdown()
    await parts.stopping()
    try await parts.engine.close()
    if let exposures = parts.exposures { try await state.waiting { exposures.close() } }
  }
}

/// Says that the server is ending before connections are refused.
private struct DrainService: Service {
  let state: ServerState

  func run() async throws {
    try? await gracefulShutdown()
    if case .ready(let parts) = state.life { state.enter(.draining(parts)) }
  }
}
