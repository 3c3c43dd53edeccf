import HTTPTypes
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

  /// What answers requests: the routes behind all guards.
  package static func responder(_ state: ServerState) -> ServerResponder {
    let table = routes(state)
    let router = Router(context: ServerContext.self, options: .autoGenerateHeadEndpoints)
    for route in table.routes {
      router.on(RouterPath(route.pattern), method: route.method) { request, context in
        try await route.handler(request, context)
      }
    }
    return ServerResponder(state: state, table: table, router: router.buildResponder())
  }

  /// The application, ready to be run or tested.
  package static func application(_ state: ServerState) -> Application<ServerResponder> {
    let http = state.configuration.http
    return Application(
      responder: responder(state),
      configuration: ApplicationConfiguration(address: .hostname(http.host, port: http.port)))
  }
}
