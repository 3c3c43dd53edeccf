package import HTTPTypes
package import Hummingbird

/// One thing that can be asked of the server.
package struct Route: Sendable {
  /// What answers.
  package typealias Handler = @Sendable (Request, ServerContext) async throws -> Response

  /// The method.
  package let method: HTTPRequest.Method
  /// The path with its parameters in braces: `/v1/users/{id}`.
  package let pattern: String
  /// What the caller's key must allow; nil for what everybody may ask.
  package let scope: Scope?
  /// Whether limits on rate and concurrency count the request; health and metrics are asked in any need.
  package let isLimited: Bool
  /// What answers.
  package let handler: Handler
}

/// All routes of a server, in the order in which they were added.
///
/// One table serves three ends: the router is built from it, a path that is known under other methods only is told
/// from an unknown one, and tests compare it with the description of the interface.
package struct RouteTable: Sendable {
  /// The routes.
  package private(set) var routes: [Route] = []

  /// No routes yet.
  package init() {}

  /// Adds routes whose paths start alike.
  package mutating func group(_ prefix: String, _ add: (inout RouteGroup) -> Void) {
    var group = RouteGroup(prefix: prefix)
    add(&group)
    routes += group.routes
  }

  /// The methods under which a path is known; none for an unknown one.
  ///
  /// - Complexity: O(routes); for answers to what went wrong.
  package func methods(of path: String) -> [HTTPRequest.Method] {
    let parts = path.split(separator: "/")
    let matching = routes.filter { route in
      let pattern = route.pattern.split(separator: "/")
      return pattern.count == parts.count
        && zip(pattern, parts).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
    }
    var methods: [HTTPRequest.Method] = []
    for route in matching where !methods.contains(route.method) { methods.append(route.method) }
    if methods.contains(.get), !methods.contains(.head) { methods.append(.head) }
    return methods
  }
}

/// Routes whose paths start alike, being collected.
package struct RouteGroup {
  private let prefix: String
  fileprivate private(set) var routes: [Route] = []

  fileprivate init(prefix: String) { self.prefix = prefix }

  /// Adds a route.
  ///
  /// - Parameters:
  ///   - path: what follows the group's prefix, parameters in braces: `users/{id}`. A slash at its end makes no
  ///     difference to what matches.
  ///   - scope: what the caller's key must allow; nil for what everybody may ask.
  package mutating func on(
    _ method: HTTPRequest.Method, _ path: String, scope: Scope?, isLimited: Bool = true,
    _ handler: @escaping Route.Handler
  ) {
    let parts = [prefix, path].flatMap { $0.split(separator: "/") }
    routes.append(
      Route(
        method: method, pattern: "/" + parts.joined(separator: "/"), scope: scope, isLimited: isLimited,
        handler: handler))
  }
}
