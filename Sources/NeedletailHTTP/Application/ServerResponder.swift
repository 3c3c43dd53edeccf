import HTTPTypes
package import Hummingbird

/// Answers requests: guards before the routes, and one form for whatever goes wrong.
package struct ServerResponder: HTTPResponder {
  let state: ServerState
  let table: RouteTable
  let router: RouterResponder<ServerContext>

  /// The answer to a request; never throws.
  package func respond(to request: Request, context: ServerContext) async -> Response {
    var context = context
    context.requestID = "1"
    do {
      return try await router.respond(to: request, context: context)
    } catch {
      return FaultDialect.json.response(RequestFault(telling: error), request: context.requestID)
    }
  }
}
