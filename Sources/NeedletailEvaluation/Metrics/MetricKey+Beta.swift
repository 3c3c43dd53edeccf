extension MetricKey {
  /// The largest penalty that a key may ask for.
  public static let largestBeta = 2.0

  /// The penalty that a text in brackets states; nil when it states none.
  static func beta(of text: String, _ family: MetricFamily) throws(MetricKeyError) -> Double? {
    let parts = text.lowercased().split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts[0] == "beta" else { return nil }
    guard family.takesBeta else { throw unknownVariant(text, of: family) }
    guard parts.count == 2, let value = Double(parts[1]) else {
      throw MetricKeyError(
        "metric '\(family.rawValue)': expected a number after 'beta=', as in recall@20[beta=0.3], "
          + "found '\(parts.count == 2 ? String(parts[1]) : "")'")
    }
    return value
  }

  /// A penalty that fits a metric and its variants.
  static func checked(
    beta: Double, of family: MetricFamily, beside variants: [MetricVariant]
  ) throws(MetricKeyError) -> Double {
    guard family.takesBeta else { throw unknownVariant("beta=\(text(ofBeta: beta))", of: family) }
    guard (0...largestBeta).contains(beta) else {
      throw MetricKeyError(
        "metric '\(family.rawValue)': expected beta from 0 to \(text(ofBeta: largestBeta)), found \(beta)")
    }
    for variant in [MetricVariant.capped, .micro] where variants.contains(variant) {
      throw MetricKeyError(
        "metric '\(family.rawValue)': 'beta' and '\(variant.rawValue)' exclude each other "
          + "(beta sums over users before dividing, as micro does)")
    }
    // Plus zero, so that minus zero prints and hashes as zero.
    return beta + 0
  }

  /// "0.3", "1".
  static func text(ofBeta beta: Double) -> String {
    beta == beta.rounded() && abs(beta) < 1e9 ? "\(Int(beta))" : "\(beta)"
  }

  /// The same metric without its popularity penalty; nil when it has none to lose.
  var unpenalised: MetricKey? {
    guard let beta, beta > 0 else { return nil }
    return try? MetricKey(family, cutoff: cutoff, variants: variants, beta: 0)
  }
}

extension [MetricKey] {
  /// The keys with the metric without penalty beside each popularity-penalised one: what a penalty changes is
  /// read from both.
  public var withUnpenalised: [MetricKey] {
    var keys: [MetricKey] = []
    for key in self where !keys.contains(key) {
      if let plain = key.unpenalised, !contains(plain), !keys.contains(plain) { keys.append(plain) }
      keys.append(key)
    }
    return keys
  }
}
