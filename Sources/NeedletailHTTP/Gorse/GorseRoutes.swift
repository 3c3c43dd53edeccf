/// gorse's interface under `/api`.
enum GorseRoutes {
  /// Adds the routes.
  static func add(to routes: inout RouteGroup, state: ServerState) {}
}
