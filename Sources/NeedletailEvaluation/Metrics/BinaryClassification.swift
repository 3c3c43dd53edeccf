import Glibc

/// Metrics of scores or probabilities beside labels: click-through predictions, exposures.
public enum BinaryClassification {
  /// The chance that a positive scores above a negative, ties one half; nil without both classes.
  ///
  /// A NaN score counts as the lowest.
  /// - Precondition: as many scores as labels.
  /// - Complexity: O(n log n).
  public static func auc(scores: [Double], labels: [Bool]) -> Double? {
    precondition(scores.count == labels.count, "\(scores.count) scores for \(labels.count) labels")
    let positives = labels.count { $0 }
    let negatives = labels.count - positives
    guard positives > 0, negatives > 0 else { return nil }
    let ranks = RatingAccuracy.averageRanks(scores.map { $0.isNaN ? -.infinity : $0 })
    var sum = 0.0
    for (rank, label) in zip(ranks, labels) where label { sum += rank }
    let count = Double(positives)
    return (sum - count * (count + 1) / 2) / (count * Double(negatives))
  }

  /// The weighted mean of the AUC of groups; groups without an AUC are left out, nil when none has one.
  public static func groupedAUC(_ groups: [(auc: Double?, weight: Double)]) -> Double? {
    var sum = 0.0
    var weights = 0.0
    for case (let auc?, let weight) in groups {
      sum += auc * weight
      weights += weight
    }
    return weights > 0 ? sum / weights : nil
  }

  /// −mean[y ln p + (1−y) ln(1−p)] in nats, p clipped to [1e-15, 1−1e-15]; nil without examples or for a NaN.
  public static func logLoss(probabilities: [Double], labels: [Bool]) -> Double? {
    precondition(
      probabilities.count == labels.count, "\(probabilities.count) probabilities for \(labels.count) labels")
    guard !labels.isEmpty, !probabilities.contains(where: \.isNaN) else { return nil }
    var sum = 0.0
    for (probability, label) in zip(probabilities, labels) {
      let clipped = min(max(probability, 1e-15), 1 - 1e-15)
      sum -= label ? log(clipped) : log1p(-clipped)
    }
    return sum / Double(labels.count)
  }

  /// Log loss divided by the entropy of the mean label (He et al. 2014): 1 for knowing the mean only; nil
  /// without both classes.
  public static func normalisedEntropy(probabilities: [Double], labels: [Bool]) -> Double? {
    let mean = Double(labels.count { $0 }) / Double(labels.count)
    guard mean > 0, mean < 1, let loss = logLoss(probabilities: probabilities, labels: labels) else {
      return nil
    }
    return loss / -(mean * log(mean) + (1 - mean) * log(1 - mean))
  }

  /// Σ over equal bins of (share of examples)·|mean probability − mean label|; nil without examples or for a
  /// NaN.
  ///
  /// - Precondition: at least one bin.
  public static func calibrationError(probabilities: [Double], labels: [Bool], bins: Int = 10) -> Double? {
    precondition(bins > 0, "\(bins) bins")
    precondition(
      probabilities.count == labels.count, "\(probabilities.count) probabilities for \(labels.count) labels")
    guard !labels.isEmpty, !probabilities.contains(where: \.isNaN) else { return nil }
    var excess = [Double](repeating: 0, count: bins)
    for (probability, label) in zip(probabilities, labels) {
      let bin = Int(min(max(probability, 0), 1) * Double(bins))
      excess[min(bin, bins - 1)] += probability - (label ? 1 : 0)
    }
    return excess.reduce(0) { $0 + abs($1) } / Double(labels.count)
  }
}
