/// The pages for people.
enum Pages {
  /// Adds the routes.
  static func add(to routes: inout RouteGroup, state: ServerState) {}
}
