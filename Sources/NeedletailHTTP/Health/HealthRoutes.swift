import HTTPTypes
import Hummingbird
import NeedletailData
import NeedletailServing

/// Whether the server lives, and whether it answers.
enum HealthRoutes {
  static func add(to routes: inout RouteGroup, state: ServerState) {
    let live = [UInt8](#"{"status":"live"}"#.utf8)
    routes.on(.get, "live", scope: nil, isLimited: false) { _, _ in .json(live) }
    routes.on(.get, "ready", scope: nil, isLimited: false) { _, _ in
      let (word, reason) = readiness(state)
      var members = [JSONValue.Member("status", .string(word))]
      if let reason { members.append(.init("reason", .string(reason))) }
      return .json(.object(members), status: reason == nil ? .ok : .serviceUnavailable)
    }
  }

  private static func readiness(_ state: ServerState) -> (word: String, reason: String?) {
    switch state.life {
    case .loading: ("loading", "the store is being read")
    case .ready(let parts):
      parts.engine.status.fault == nil ? ("ready", nil) : ("read_only", "the store cannot be written")
    case .draining: ("draining", "the server is ending")
    case .failed: ("failed", "the store could not be opened")
    }
  }
}
