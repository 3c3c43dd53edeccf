import NeedletailConfiguration

extension ConfigurationSection {
  /// A text that a parser understands; nil when the key is missing. What the parser says gets the line.
  mutating func read<Value>(
    _ key: String, _ parse: (String) throws -> Value
  ) throws(ConfigurationError) -> Value? {
    guard let text = try string(key) else { return nil }
    do { return try parse(text) } catch { throw fault(key, "\(error)") }
  }

  /// Metric keys, at least one.
  mutating func metrics(_ key: String) throws(ConfigurationError) -> [MetricKey] {
    let texts = try strings(key) ?? ["ndcg@10"]
    var metrics: [MetricKey] = []
    for text in texts {
      do {
        for metric in try MetricKey.list(text) where !metrics.contains(metric) { metrics.append(metric) }
      } catch { throw fault(key, "\(error)") }
    }
    guard !metrics.isEmpty else { throw fault(key, "expected metrics, found none") }
    return metrics
  }

  /// Distinct seeds, at least one.
  mutating func seeds(_ key: String) throws(ConfigurationError) -> [UInt64] {
    guard let texts = try strings(key) else { return [1] }
    var seeds: [UInt64] = []
    for text in texts {
      guard let seed = UInt64(text), "\(seed)" == text, !seeds.contains(seed) else {
        throw fault(key, "expected distinct whole numbers, found '\(text)'")
      }
      seeds.append(seed)
    }
    guard !seeds.isEmpty else { throw fault(key, "expected at least one seed, found none") }
    return seeds
  }
}
