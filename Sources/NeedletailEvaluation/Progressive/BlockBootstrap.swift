import NeedletailMath

/// One number a window, with its weight; nil where there is none.
package struct WindowSeries: Sendable, Hashable {
  /// The numbers.
  package var values: [Double?]
  /// How much each counts.
  package var weights: [Double]

  /// A series.
  ///
  /// - Precondition: as many weights as numbers.
  package init(_ values: [Double?], weights: [Double]) {
    precondition(values.count == weights.count, "\(values.count) numbers, \(weights.count) weights")
    self.values = values
    self.weights = weights
  }

  /// The weighted mean, with each window counted so often; nil without any.
  package func mean(_ counts: [Int]? = nil) -> Double? {
    var (sum, total) = (0.0, 0.0)
    for (window, value) in values.enumerated() {
      guard let value else { continue }
      let weight = weights[window] * Double(counts?[window] ?? 1)
      sum += weight * value
      total += weight
    }
    return total > 0 ? sum / total : nil
  }

  /// The difference of two series of the same windows, where both have a number.
  package static func - (left: WindowSeries, right: WindowSeries) -> WindowSeries {
    WindowSeries(
      zip(left.values, right.values).map { a, b in a.flatMap { a in b.map { a - $0 } } },
      weights: left.weights)
  }
}

/// Resamples of windows in blocks that follow each other, around the end to the beginning (Politis and Romano 1992): windows
/// near each other are not independent.
package struct BlockBootstrap: Sendable {
  /// How often each window is in each resample.
  package let counts: [[Int]]

  /// Draws the resamples.
  ///
  /// - Precondition: the block is positive.
  package init(windows: Int, block: Int, resamples: Int, seed: UInt64) {
    precondition(block > 0, "blocks of \(block) windows")
    counts = (0..<(windows > 0 ? resamples : 0)).map { resample in
      var stream = RandomStream(seed: seed, purpose: 0xB10C, row: resample)
      var counts = [Int](repeating: 0, count: windows)
      var drawn = 0
      while drawn < windows {
        let start = stream.index(below: windows)
        for step in 0..<min(block, windows - drawn) { counts[(start + step) % windows] += 1 }
        drawn += block
      }
      return counts
    }
  }

  /// A mean with its interval and how sure its sign is.
  package struct Estimate: Sendable {
    package let value: Double
    package let interval: Interval?
    /// The standard deviation over resamples; 0 without any.
    package let deviation: Double
    /// Twice the share of resamples on the other side of 0, at least one in all of them.
    package let p: Double
  }

  /// The mean of a series; nil without numbers.
  package func estimate(_ series: WindowSeries, confidence: Double) -> Estimate? {
    guard let value = series.mean() else { return nil }
    let samples = counts.compactMap { series.mean($0) }
    let mean = samples.reduce(0, +) / Double(max(samples.count, 1))
    let squares = samples.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let other = min(samples.count { $0 <= 0 }, samples.count { $0 >= 0 })
    return Estimate(
      value: value, interval: Bootstrap.percentiles(samples, confidence: confidence),
      deviation: (squares / Double(max(samples.count - 1, 1))).squareRoot(),
      p: min(1, 2 * Double(max(other, 1)) / Double(max(samples.count, 1))))
  }
}
