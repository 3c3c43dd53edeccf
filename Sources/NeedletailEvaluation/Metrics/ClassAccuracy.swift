import Glibc

/// Metrics of the probabilities of several classes beside labels.
public enum ClassAccuracy {
  /// The class of the greatest figure, the lowest of several; nil without any.
  public static func mostProbable(_ figures: [Double]) -> Int? {
    figures.indices.max { (figures[$0], $1) < (figures[$1], $0) }
  }

  /// The share of examples whose label is the most probable class; nil without examples.
  ///
  /// - Precondition: as many lists of figures as labels; labels are indices of them.
  public static func accuracy(_ figures: [[Double]], labels: [Int]) -> Double? {
    precondition(figures.count == labels.count, "\(figures.count) lists for \(labels.count) labels")
    guard !labels.isEmpty else { return nil }
    return Double(labels.indices.count { mostProbable(figures[$0]) == labels[$0] }) / Double(labels.count)
  }

  /// −mean of ln p of each example's own class in nats, p clipped to at least 1e-15; nil without examples.
  ///
  /// - Precondition: as for `accuracy`.
  public static func logLoss(probabilities: [[Double]], labels: [Int]) -> Double? {
    precondition(
      probabilities.count == labels.count, "\(probabilities.count) lists for \(labels.count) labels")
    guard !labels.isEmpty else { return nil }
    let sum = labels.indices.reduce(0.0) { $0 - log(max(probabilities[$1][labels[$1]], 1e-15)) }
    return sum / Double(labels.count)
  }
}
