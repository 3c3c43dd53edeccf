import Synchronization

/// A bucket of tokens for each client: it fills at a rate, holds a burst, and every request takes one.
package final class RateLimiter: Sendable {
  private struct Bucket {
    var tokens: Double
    var time: Double
  }

  private let rate: Double
  private let burst: Double
  private let buckets = Mutex<[String: Bucket]>([:])
  /// How many clients are remembered; beyond that, those with full buckets are forgotten, then the longest unseen.
  private let capacity: Int

  /// A limiter.
  ///
  /// - Parameters:
  ///   - rate: requests a second; 0 for any number.
  ///   - burst: how many may come at once, at least 1.
  package init(rate: Double, burst: Int, capacity: Int = 10_000) {
    self.rate = rate
    self.burst = Double(max(1, burst))
    self.capacity = capacity
  }

  /// Takes a token of a client.
  ///
  /// - Parameter time: in seconds of a clock that never goes back.
  /// - Returns: nil, or after how many whole seconds there will be a token.
  package func take(_ client: String, at time: Double) -> Int? {
    guard rate > 0 else { return nil }
    return buckets.withLock { buckets in
      if buckets[client] == nil, buckets.count >= capacity { forget(&buckets, at: time) }
      var bucket = buckets[client] ?? Bucket(tokens: burst, time: time)
      bucket.tokens = min(burst, bucket.tokens + max(0, time - bucket.time) * rate)
      bucket.time = max(time, bucket.time)
      defer { buckets[client] = bucket }
      guard bucket.tokens >= 1 else {
        return max(1, Int(((1 - bucket.tokens) / rate).rounded(.up)))
      }
      bucket.tokens -= 1
      return nil
    }
  }

  /// Makes room: a full bucket is like a new one, so forgetting it changes nothing.
  private func forget(_ buckets: inout [String: Bucket], at time: Double) {
    buckets = buckets.filter { $0.value.tokens + (time - $0.value.time) * rate < burst }
    guard buckets.count >= capacity else { return }
    let unseen = buckets.sorted { $0.value.time < $1.value.time }.prefix(max(1, capacity / 10))
    for (client, _) in unseen { buckets[client] = nil }
  }
}
