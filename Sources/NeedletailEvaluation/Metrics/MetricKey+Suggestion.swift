extension MetricKey {
  /// The error for a name that is no metric: the nearest one is named.
  static func unknownName(_ name: String) -> MetricKeyError {
    let known = MetricFamily.allCases.map { $0.takesCutoff ? "\($0.rawValue)@k" : $0.rawValue }
    let nearest = synonyms[name] ?? MetricFamily.allCases.min { distance($0, name) < distance($1, name) }
    let hint = nearest.map { "did you mean '\($0.takesCutoff ? "\($0.rawValue)@10" : $0.rawValue)'? " } ?? ""
    return MetricKeyError(
      "unknown metric '\(name)': \(hint)(metrics: \(known.joined(separator: ", ")))")
  }

  /// The error for a variant that a metric does not have: the legal ones are named.
  static func unknownVariant(_ variant: String, of family: MetricFamily) -> MetricKeyError {
    let legal = family.variants.joined().map(\.rawValue).joined(separator: ", ")
    return MetricKeyError(
      legal.isEmpty
        ? "metric '\(family.rawValue)' has no variants, found '\(variant)'"
        : "metric '\(family.rawValue)' has no variant '\(variant)': expected one of \(legal)")
  }

  /// What other libraries call our metrics.
  private static let synonyms: [String: MetricFamily] = [
    "hr": .hitrate, "hit": .hitrate, "hits": .hitrate, "hit_rate": .hitrate, "success": .hitrate,
    "auroc": .auc, "roc_auc": .auc, "log_loss": .logloss, "cross_entropy": .logloss, "p": .precision,
    "prec": .precision, "r": .recall, "rr": .mrr, "diversity": .ild, "kld": .calibration,
  ]

  private static func distance(_ family: MetricFamily, _ name: String) -> Int {
    editDistance(Array(family.rawValue.utf8), Array(name.utf8))
  }

  /// The number of bytes to insert, delete or replace to turn one word into another (Levenshtein).
  static func editDistance(_ first: [UInt8], _ second: [UInt8]) -> Int {
    var previous = Array(0...second.count)
    for (row, byte) in first.enumerated() {
      var current = [row + 1]
      for (column, other) in second.enumerated() {
        let replaced = previous[column] + (byte == other ? 0 : 1)
        current.append(min(replaced, previous[column + 1] + 1, current[column] + 1))
      }
      previous = current
    }
    return previous[second.count]
  }
}
