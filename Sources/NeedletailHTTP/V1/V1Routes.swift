import Hummingbird
import NeedletailData

/// The interface of our own: JSON in and out, as `/openapi.json` describes it.
enum V1Routes {
  static func add(to routes: inout RouteGroup, state: ServerState) {
    addEvents(&routes, state)
    addRecommendations(&routes, state)
    addLists(&routes, state)
    addUsers(&routes, state)
    addItems(&routes, state)
    addFeedback(&routes, state)
    addModels(&routes, state)
    addOperations(&routes, state)
  }

  /// The body of a request that has one, and no query.
  static func body(of request: Request, _ state: ServerState) async throws -> JSONValue {
    try QueryReader(request).finish()
    return try await request.json(limit: state.configuration.http.limits.bodyBytes)
  }
}
