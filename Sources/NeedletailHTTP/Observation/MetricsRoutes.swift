/// Figures for Prometheus.
enum MetricsRoutes {
  static func add(to routes: inout RouteGroup, state: ServerState) {}
}
