/// The interface of our own.
enum V1Routes {
  static func add(to routes: inout RouteGroup, state: ServerState) {}
}
