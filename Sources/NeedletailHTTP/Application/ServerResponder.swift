import HTTPTypes
package import Hummingbird
import Logging

/// Answers requests: guards before the routes, one form for whatever goes wrong, figures and a line of the log.
package struct ServerResponder: HTTPResponder {
  let state: ServerState
  let table: RouteTable
  let figures: RequestFigures
  let router: RouterResponder<ServerContext>

  init(_ state: ServerState, _ table: RouteTable) {
    self.state = state
    self.table = table
    figures = RequestFigures(state.metrics, routes: table)
    let router = Router(context: ServerContext.self, options: .autoGenerateHeadEndpoints)
    for route in table.routes {
      router.on(RouterPath(route.pattern), method: route.method) { request, context in
        var context = context
        context.caller = try state.gate.admit(
          request.head, from: context.address, to: route.scope, isLimited: route.isLimited)
        guard route.isLimited else { return try await route.handler(request, context) }
        return try await state.gate.run { [context] in try await route.handler(request, context) }
      }
    }
    self.router = router.buildResponder()
  }

  /// The answer to a request; never throws.
  package func respond(to request: Request, context: ServerContext) async -> Response {
    var context = context
    context.requestID = RequestName.of(request.headers)
    figures.underWay.add(1)
    var response: Response
    do {
      response = try await router.respond(to: request, context: context)
      if context.endpointPath == "NotFound" { throw stray(request) }
    } catch {
      let fault = RequestFault(telling: error)
      if fault.code == .internal {
        state.logger.error("\(error)", metadata: ["request": .string(context.requestID)])
      }
      response = dialect(of: request).response(fault, request: context.requestID)
      if request.method == .head { response = response.createHeadResponse() }
    }
    response.headers[.requestID] = context.requestID
    response.headers[.xContentTypeOptions] = "nosniff"
    figures.underWay.add(-1)
    report(request, response, context)
    return response
  }

  /// Why no route was found.
  private func stray(_ request: Request) -> RequestFault {
    if state.gate.isOpen, let fault = refusal(request) { return fault }
    let methods = table.methods(of: request.uri.path)
    guard !methods.isEmpty else { return RequestFault(.notFound, part: "path", "there is no such path") }
    var fault = RequestFault(
      .methodNotAllowed, part: "method", "the path knows \(methods.map(\.rawValue).joined(separator: ", "))")
    fault.allowed = methods
    return fault
  }

  private func refusal(_ request: Request) -> RequestFault? {
    do throws(RequestFault) { try LoopbackGuard.check(request.head) } catch { return error }
    return nil
  }

  private func dialect(of request: Request) -> FaultDialect {
    let path = request.uri.path
    return path.hasPrefix("/api/") || path == "/api" ? .plain : .json
  }

  private func report(_ request: Request, _ response: Response, _ context: ServerContext) {
    let span = ContinuousClock.now - context.start
    let pattern = context.endpointPath.flatMap { $0 == "NotFound" ? nil : $0 }
    figures.record(request.method, pattern, status: response.status.code, took: span)
    guard state.logger.logLevel <= .info else { return }
    let milliseconds = Double(span / .microseconds(1)) / 1000
    var metadata: Logger.Metadata = [
      "request": .string(context.requestID), "method": .string(request.method.rawValue),
      "route": .string(pattern ?? "none"), "status": .stringConvertible(response.status.code),
      "ms": .stringConvertible(milliseconds),
    ]
    if let key = context.caller.name { metadata["key"] = .string(key) }
    state.logger.info("request", metadata: metadata)
  }
}
