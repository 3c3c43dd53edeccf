package import Hummingbird
import HummingbirdCore
package import NIOCore

/// Puts routes, limits and connections together.
package enum ServerApplication {
  /// All routes of a server.
  package static func routes(_ state: ServerState) -> RouteTable {
    var table = RouteTable()
    table.group("/health") { HealthRoutes.add(to: &$0, state: state) }
    table.group("/metrics") { MetricsRoutes.add(to: &$0, state: state) }
    table.group("/openapi.json") { Description.add(to: &$0) }
    table.group("/v1") { V1Routes.add(to: &$0, state: state) }
    table.group("/api") { GorseRoutes.add(to: &$0, state: state) }
    table.group("/") { Pages.add(to: &$0, state: state) }
    return table
  }

  /// The application, ready to be run or tested.
  ///
  /// - Throws: what NIOSSL throws for files that are no certificate or no key.
  package static func application(
    _ state: ServerState, threads: EventLoopGroupProvider = .singleton,
    listening: @escaping @Sendable (any Channel) async -> Void = { _ in }
  ) throws -> Application<ServerResponder> {
    let http = state.configuration.http
    return Application(
      responder: ServerResponder(state, routes(state)),
      server: try .needletail(http),
      configuration: ApplicationConfiguration(
        address: .hostname(http.host, port: http.port), backlog: 1024,
        availableConnectionsDelegate: .maximum(http.limits.connections, logger: state.logger)),
      onServerRunning: listening, eventLoopGroupProvider: threads, logger: state.logger)
  }
}
