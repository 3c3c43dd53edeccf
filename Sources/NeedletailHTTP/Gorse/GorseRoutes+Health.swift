import Hummingbird
import NeedletailData
import NeedletailServing

extension GorseRoutes {
  /// Whether the server lives, and whether it answers; asked without a key.
  func addHealth(to routes: inout RouteGroup) {
    routes.on(.get, "health/live", scope: nil, isLimited: false) { _, _ in health(fault: storeFault) }
    routes.on(.get, "health/ready", scope: nil, isLimited: false) { _, _ in
      let fault = storeFault
      return health(fault: fault, status: fault == nil ? .ok : .serviceUnavailable)
    }
  }

  /// Why requests cannot be answered; nil when they can.
  private var storeFault: String? {
    switch state.life {
    case .ready(let parts): parts.engine.status.fault
    case .loading: "the server is loading"
    case .draining: "the server is ending"
    case .failed(let reason): reason
    }
  }

  /// gorse asks after two stores; ours is one, and what it would cache lies in memory beside it.
  private func health(fault: String?, status: HTTPResponse.Status = .ok) -> Response {
    let error: JSONValue = fault.map { .string($0) } ?? .null
    return .json(
      .object([
        .init("Ready", .boolean(fault == nil)), .init("DataStoreError", error),
        .init("CacheStoreError", error),
        .init("DataStoreConnected", .boolean(fault == nil)),
        .init("CacheStoreConnected", .boolean(fault == nil)),
      ]), status: status)
  }
}
