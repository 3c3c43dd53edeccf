import HTTPTypes
import Synchronization

/// What is measured of requests: how many, how they ended, how long they took, by route.
package struct RequestFigures: Sendable {
  /// The figures of one route.
  private final class ByRoute: Sendable {
    let seconds: Histogram
    private let labels: [(String, String)]
    private let families: MetricFamilies
    private let counters = Mutex<[Int: Counter]>([:])

    init(_ families: MetricFamilies, method: String, pattern: String) {
      self.families = families
      labels = [("method", method), ("route", pattern)]
      seconds = families.histogram(
        "needletail_http_request_seconds", labels, help: "Seconds from the head of a request to its answer.")
    }

    func count(_ status: Int) {
      let counter = counters.withLock { counters in
        if let known = counters[status] { return known }
        let counter = families.counter(
          "needletail_http_requests_total", labels + [("status", String(status))], help: "Requests answered.")
        counters[status] = counter
        return counter
      }
      counter.add()
    }
  }

  private struct Key: Hashable {
    let method: HTTPRequest.Method
    let pattern: String
  }

  private let routes: [Key: ByRoute]
  private let stranger: ByRoute
  /// Requests under way.
  let underWay: Gauge

  init(_ families: MetricFamilies, routes table: RouteTable) {
    var routes: [Key: ByRoute] = [:]
    for route in table.routes {
      routes[Key(method: route.method, pattern: route.pattern)] = ByRoute(
        families, method: route.method.rawValue, pattern: route.pattern)
    }
    self.routes = routes
    stranger = ByRoute(families, method: "other", pattern: "none")
    underWay = families.gauge("needletail_http_requests_under_way", help: "Requests being answered.")
  }

  /// Takes a request in that was answered.
  ///
  /// - Parameter pattern: the pattern of its path; nil for a path that no route has.
  func record(_ method: HTTPRequest.Method, _ pattern: String?, status: Int, took span: Duration) {
    let looked: HTTPRequest.Method = method == .head ? .get : method
    let route = pattern.flatMap { routes[Key(method: looked, pattern: $0)] } ?? stranger
    route.seconds.record(span)
    route.count(status)
  }
}
