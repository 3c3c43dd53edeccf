public import NeedletailMath

/// An interval of plausible values.
public struct Interval: Sendable, Hashable {
  /// The lower end.
  public var low: Double
  /// The upper end.
  public var high: Double
}

/// Percentile intervals from resampling users with replacement (Efron 1979).
///
/// Users are the unit because a user's lists and hits are not independent of each other.
public struct Bootstrap: Sendable {
  /// The seed of the resamples.
  public var seed: UInt64
  /// How many resamples; 2,000 or more for two-sided 95 % intervals.
  public var resamples: Int
  /// The level: 0.95.
  public var confidence: Double
  /// The threads that resamples are spread over.
  public var pool: WorkerPool
  /// Asks the work to stop.
  public var cancellation: Cancellation?

  /// A way of resampling.
  public init(
    seed: UInt64 = 1, resamples: Int = 2000, confidence: Double = 0.95, pool: WorkerPool = WorkerPool(),
    cancellation: Cancellation? = nil
  ) {
    self.seed = seed
    self.resamples = resamples
    self.confidence = confidence
    self.pool = pool
    self.cancellation = cancellation
  }

  /// Resamples that are drawn and summed together: the lanes of the kernel.
  static let lanes = 8

  /// The interval of each metric; nil for a metric that no resample could compute, and without resamples.
  ///
  /// - Precondition: all metrics speak of the same number of users.
  /// - Complexity: O(resamples × users × metrics); users are drawn once for all metrics.
  public func intervals(of metrics: [UserValues]) throws -> [Interval?] {
    try samples(of: metrics).map { Self.percentiles($0.compactMap(\.self), confidence: confidence) }
  }

  /// The values of each metric on every resample; nil where the metric has no value.
  public func samples(of metrics: [UserValues]) throws -> [[Double?]] {
    guard let users = metrics.first?.numerators.count, users > 0, resamples > 0 else {
      return metrics.map { _ in [] }
    }
    precondition(metrics.allSatisfy { $0.numerators.count == users }, "metrics of different users")
    // Equal denominators, mostly columns of ones, are summed once.
    var columns = metrics.map(\.numerators)
    var denominatorColumns: [Int] = []
    for metric in metrics {
      if let same = columns.dropFirst(metrics.count).firstIndex(of: metric.denominators) {
        denominatorColumns.append(same)
      } else {
        denominatorColumns.append(columns.count)
        columns.append(metric.denominators)
      }
    }
    let sums = try weightedSums(columns)
    return metrics.indices.map { index in
      (0..<resamples).map { resample in
        metrics[index].value(
          sums[index * resamples + resample], sums[denominatorColumns[index] * resamples + resample])
      }
    }
  }

  /// Σ over users of count × value for every column and resample, column by column.
  private func weightedSums(_ columns: [[Double]]) throws -> [Double] {
    let users = columns[0].count
    let lanes = Self.lanes
    let resamples = self.resamples
    let weights = BootstrapWeights(seed: seed, users: users)
    var sums = [Double](repeating: 0, count: columns.count * resamples)
    try sums.withUnsafeMutableBufferPointer { sums in
      let sums = SharedPointer(sums)
      try pool.forEach(count: (resamples + lanes - 1) / lanes, cancellation: cancellation) { tile in
        let first = tile * lanes
        withUnsafeTemporaryAllocation(of: Int32.self, capacity: users * lanes) { counts in
          weights.draw(first: first, lanes: lanes, into: counts.baseAddress!)
          WeightedSums.forEach(columns, weights: counts.baseAddress!) { column, totals in
            for lane in 0..<min(lanes, resamples - first) {
              sums[column * resamples + first + lane] = totals[lane]
            }
          }
        }
      }
    }
    return sums
  }

  /// The central interval of a sample, between its order statistics; nil for an empty sample.
  static func percentiles(_ values: [Double], confidence: Double) -> Interval? {
    guard !values.isEmpty else { return nil }
    let sorted = values.sorted()
    let outside = (1 - confidence) / 2
    return Interval(low: quantile(sorted, outside), high: quantile(sorted, 1 - outside))
  }

  /// A quantile by linear interpolation between order statistics (Hyndman and Fan's type 7).
  static func quantile(_ sorted: [Double], _ share: Double) -> Double {
    let position = share * Double(sorted.count - 1)
    let below = Int(position)
    guard below + 1 < sorted.count else { return sorted[sorted.count - 1] }
    let weight = position - Double(below)
    return sorted[below] == sorted[below + 1]
      ? sorted[below] : sorted[below] * (1 - weight) + sorted[below + 1] * weight
  }
}
