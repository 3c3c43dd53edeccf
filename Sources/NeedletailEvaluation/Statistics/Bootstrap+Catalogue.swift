import NeedletailMath

extension Bootstrap {
  /// The interval of each catalogue metric: the lists are counted anew for every resample of users.
  ///
  /// A resample holds about 63 % of the users, so it covers fewer items than all of them do. The interval is
  /// the spread of the resamples around their median, put around the value of the metric.
  /// - Parameter keys: metrics with one cut-off `k`.
  func intervals(
    of keys: [MetricKey], values: [Double?], lists: RankedLists, users: [Int], at k: Int, vocabulary: Int,
    rankable: Int
  ) throws -> [Interval?] {
    guard !users.isEmpty, resamples > 0 else { return keys.map { _ in nil } }
    let lanes = Self.lanes
    let weights = BootstrapWeights(seed: seed, users: users.count)
    let resamples = self.resamples
    var samples = [Double](repeating: .nan, count: keys.count * resamples)
    try samples.withUnsafeMutableBufferPointer { samples in
      let samples = SharedPointer(samples)
      try pool.forEach(count: (resamples + lanes - 1) / lanes, cancellation: cancellation) { tile in
        let first = tile * lanes
        withUnsafeTemporaryAllocation(of: Int32.self, capacity: users.count * lanes) { draws in
          weights.draw(first: first, lanes: lanes, into: draws.baseAddress!)
          let counts = Self.itemCounts(
            of: lists, users: users, at: k, vocabulary: vocabulary, draws: draws.baseAddress!)
          for lane in 0..<min(lanes, resamples - first) {
            let use = Self.use(counts, lane: lane, vocabulary: vocabulary, rankable: rankable)
            for (index, key) in keys.enumerated() {
              samples[index * resamples + first + lane] = CatalogueMeasurement.value(key, of: use) ?? .nan
            }
          }
        }
      }
    }
    return keys.indices.map { index in
      let sample = samples[index * resamples..<(index + 1) * resamples].filter { !$0.isNaN }
      guard let value = values[index],
        let interval = Self.percentiles(sample, confidence: confidence)
      else { return nil }
      let middle = Self.quantile(sample.sorted(), 0.5)
      let largest = CatalogueMeasurement.largestValue(keys[index], rankable: rankable)
      return Interval(
        low: max(value + interval.low - middle, 0), high: min(value + interval.high - middle, largest))
    }
  }

  /// How often each item appears in each of eight resamples, item by item.
  private static func itemCounts(
    of lists: RankedLists, users: [Int], at k: Int, vocabulary: Int, draws: UnsafePointer<Int32>
  ) -> [SIMD8<Int32>] {
    var counts = [SIMD8<Int32>](repeating: .zero, count: vocabulary)
    counts.withUnsafeMutableBufferPointer { counts in
      for (index, user) in users.enumerated() {
        let weight = UnsafeRawPointer(draws + index * 8).loadUnaligned(as: SIMD8<Int32>.self)
        for item in lists[user].prefix(k) { counts[Int(item)] &+= weight }
      }
    }
    return counts
  }

  private static func use(
    _ counts: [SIMD8<Int32>], lane: Int, vocabulary: Int, rankable: Int
  ) -> CatalogueUse {
    var most: Int32 = 0
    for count in counts { most = max(most, count[lane]) }
    var histogram = [Int](repeating: 0, count: Int(most) + 1)
    for count in counts { histogram[Int(count[lane])] += 1 }
    histogram[0] -= vocabulary - rankable
    return CatalogueUse(histogram: histogram, items: rankable)
  }
}
