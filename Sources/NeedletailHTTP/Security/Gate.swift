package import HTTPTypes
import Hummingbird
import Synchronization

/// What a request must pass before its route sees it.
package final class Gate: Sendable {
  private let keys: KeyRing
  private let limiter: RateLimiter
  private let concurrency: Int
  private let underWay = Atomic<Int>(0)
  private let start = ContinuousClock.now

  /// A gate for a configuration.
  package init(_ configuration: ServerConfiguration) {
    keys = KeyRing(configuration.keys)
    let limits = configuration.http.limits
    limiter = RateLimiter(rate: limits.rate, burst: limits.burst)
    concurrency = limits.concurrency
  }

  /// Whether there is no key.
  package var isOpen: Bool { keys.isOpen }

  /// Lets a request in.
  ///
  /// - Returns: who sent it.
  /// - Throws: `RequestFault`: forbidden for a foreign page, unauthorized without a known key, forbidden for a key
  ///   of other scopes, too many requests.
  package func admit(
    _ head: HTTPRequest, from address: String, to scope: Scope?, isLimited: Bool
  ) throws(RequestFault) -> Caller {
    if isOpen { try LoopbackGuard.check(head) }
    let caller = keys.caller(head.headerFields)
    if isLimited || scope != nil && caller?.name == nil && !isOpen {
      let client = caller?.name.map { "key \($0)" } ?? "address \(address)"
      if let wait = limiter.take(client, at: seconds) {
        throw RequestFault(.tooManyRequests, "expected fewer requests a second", retryAfter: wait)
      }
    }
    guard let scope else { return caller ?? .nobody }
    guard let caller, isOpen || caller.name != nil else {
      throw RequestFault(.unauthorized, "expected a known key in X-API-Key or Authorization: Bearer")
    }
    guard caller.scopes.contains(scope) else {
      throw RequestFault(.forbidden, "the key '\(caller.name ?? "")' has no scope '\(scope.rawValue)'")
    }
    return caller
  }

  /// Runs a request unless too many are under way.
  package func run<Answer>(_ body: () async throws -> Answer) async throws -> Answer {
    let before = underWay.add(1, ordering: .relaxed).oldValue
    defer { underWay.subtract(1, ordering: .relaxed) }
    guard before < concurrency else {
      throw RequestFault(.unavailable, "more than \(concurrency) requests are under way", retryAfter: 1)
    }
    return try await body()
  }

  private var seconds: Double {
    let (seconds, attoseconds) = (ContinuousClock.now - start).components
    return Double(seconds) + Double(attoseconds) * 1e-18
  }
}
