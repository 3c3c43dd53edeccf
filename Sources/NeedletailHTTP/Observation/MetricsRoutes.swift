import HTTPTypes
import Hummingbird
import NIOCore

/// Figures for Prometheus.
enum MetricsRoutes {
  static func add(to routes: inout RouteGroup, state: ServerState) {
    routes.on(.get, "", scope: .read, isLimited: false) { _, _ in
      state.measure()
      return Response(
        status: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
        body: ResponseBody(byteBuffer: ByteBuffer(bytes: state.metrics.text())))
    }
  }
}
