import Synchronization

/// A number that grows.
package final class Counter: Series {
  private let value = Mutex(0.0)

  /// Adds.
  package func add(_ amount: Double = 1) { value.withLock { $0 += amount } }

  /// The number.
  package var count: Double { value.withLock { $0 } }

  func reset() { value.withLock { $0 = 0 } }

  func write(_ name: String, _ labels: [(String, String)], to text: inout [UInt8]) {
    PrometheusText.line(name, labels, count, to: &text)
  }
}

/// A number that goes up and down.
package final class Gauge: Series {
  private let value = Mutex(0.0)

  /// Puts a number in place of the present one.
  package func set(_ number: Double) { value.withLock { $0 = number } }
  /// Adds, or takes away.
  package func add(_ amount: Double) { value.withLock { $0 += amount } }

  func write(_ name: String, _ labels: [(String, String)], to text: inout [UInt8]) {
    PrometheusText.line(name, labels, value.withLock { $0 }, to: &text)
  }
}

/// How values are distributed over buckets.
package final class Histogram: Series {
  private struct Tally {
    var counts: [UInt64]
    var sum = 0.0
  }

  private let bounds: [Double]
  private let tally: Mutex<Tally>

  init(bounds: [Double]) {
    self.bounds = bounds
    tally = Mutex(Tally(counts: Array(repeating: 0, count: bounds.count + 1)))
  }

  /// Takes a value in; what is no number is left out.
  ///
  /// - Complexity: O(log buckets).
  package func record(_ value: Double) {
    guard !value.isNaN else { return }
    var low = 0
    var high = bounds.count
    while low < high {
      let middle = (low + high) / 2
      if value <= bounds[middle] { high = middle } else { low = middle + 1 }
    }
    tally.withLock {
      $0.counts[low] += 1
      $0.sum += value
    }
  }

  /// Takes the seconds of a span of time in.
  package func record(_ span: Duration) {
    let (seconds, attoseconds) = span.components
    record(Double(seconds) + Double(attoseconds) * 1e-18)
  }

  func write(_ name: String, _ labels: [(String, String)], to text: inout [UInt8]) {
    let tally = tally.withLock { $0 }
    var total: UInt64 = 0
    for (place, count) in tally.counts.enumerated() {
      total += count
      let bound = place < bounds.count ? PrometheusText.number(bounds[place]) : "+Inf"
      PrometheusText.line(name + "_bucket", labels + [("le", bound)], Double(total), to: &text)
    }
    PrometheusText.line(name + "_sum", labels, tally.sum, to: &text)
    PrometheusText.line(name + "_count", labels, Double(total), to: &text)
  }
}
