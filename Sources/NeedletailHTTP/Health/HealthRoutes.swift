import HTTPTypes
import Hummingbird

/// Whether the server lives, and whether it answers.
enum HealthRoutes {
  static func add(to routes: inout RouteGroup, state: ServerState) {
    routes.on(.get, "live", scope: nil, isLimited: false) { _, _ in
      .json([UInt8](#"{"status":"live"}"#.utf8))
    }
  }
}
