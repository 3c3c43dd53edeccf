import NeedletailData

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
    let names = family.variants.joined().map(\.rawValue) + (family.takesBeta ? ["beta=0.3"] : [])
    let legal = names.joined(separator: ", ")
    return MetricKeyError(
      legal.isEmpty
        ? "metric '\(family.rawValue)' has no variants, found '\(variant)'"
        : "metric '\(family.rawValue)' has no variant '\(variant)': expected one of \(legal)")
  }

  /// What other libraries call our metrics.
  private static let synonyms: [String: MetricFamily] = [
    "hr": .hitrate, "hit": .hitrate, "hits": .hitrate, "hit_rate": .hitrate, "success": .hitrate,
    "acc": .accuracy, "auroc": .auc, "roc_auc": .auc, "log_loss": .logloss, "cross_entropy": .logloss,
    "p": .precision,
    "prec": .precision, "r": .recall, "rr": .mrr, "diversity": .ild, "kld": .calibration,
  ]

  private static func distance(_ family: MetricFamily, _ name: String) -> Int {
    NearestWord.edits(Array(family.rawValue.utf8), Array(name.utf8))
  }
}
