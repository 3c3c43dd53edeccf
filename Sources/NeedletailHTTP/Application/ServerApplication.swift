package import Hummingbird

/// Puts routes, limits and connections together.
package enum ServerApplication {
  /// All routes of a server.
  package static func routes(_ state: ServerState) -> RouteTable {
    var table = RouteTable()
    table.group("/health") { HealthRoutes.add(to: &$0, state: state) }
    table.group("/metrics") { MetricsRoutes.add(to: &$0, state: state) }
    table.group("/v1") { V1Routes.add(to: &$0, state: state) }
    table.group("/api") { GorseRoutes.add(to: &$0, state: state) }
    table.group("/") { Pages.add(to: &$0, state: state) }
    return table
  }

  /// The application, ready to be run or tested.
  package static func application(_ state: ServerState) -> Application<ServerResponder> {
    let http = state.configuration.http
    return Application(
      responder: ServerResponder(state, routes(state)),
      configuration: ApplicationConfiguration(address: .hostname(http.host, port: http.port)),
      logger: state.logger)
  }
}
