extension MetricKey {
  /// The exact definition in words.
  public var definition: String {
    var text = base
    if let stratum { text += "; only test items of the \(stratum.definition), users without any skipped" }
    if family.measuresRankingAccuracy, !has(.micro), beta == nil {
      text += "; mean over users with test items"
    }
    return text + "."
  }

  private var base: String {
    let k = cutoff ?? 0
    switch family {
    case .rmse:
      return has(.macro)
        ? "Root of the mean squared error of the predicted ratings of a user, mean over users"
        : "Root of the mean squared error over all test ratings"
    case .mae:
      return has(.macro)
        ? "Mean absolute error of the predicted ratings of a user, mean over users"
        : "Mean absolute error over all test ratings"
    case .spearman:
      return "Spearman's rank correlation of predicted and given ratings (average ranks for ties), \(pooling)"
    case .kendall:
      let form = has(.a) ? "τ_a (ties count as half)" : "τ_b (corrected for ties)"
      return "Kendall's \(form) of predicted and given ratings, \(pooling)"
    case .auc:
      return
        "Chance that a test item scores above another candidate of the same user, ties one half; mean over users"
    case .gauc:
      let weight =
        has(.unweighted)
        ? "unweighted" : has(.positives) ? "weighted by test items" : "weighted by candidates"
      return
        "AUC of each user's test items against the user's other candidates, ties one half; mean over users, \(weight)"
    case .logloss: return "−mean of y·ln p + (1−y)·ln(1−p), p clipped to [1e-15, 1−1e-15], in nats"
    case .ne: return "Log loss divided by that of always predicting the mean label"
    case .ece:
      return
        "Expected calibration error: |mean probability − mean label| over 10 equal bins, weighted by size"
    case .accuracy: return "Share of examples whose label is the most probable class, the lowest of several"
    case .precision: return precisionDefinition(k)
    case .recall:
      if let beta {
        return "Hits in the top \(k) divided by test items, both summed over users, " + Self.penalty(beta)
      }
      if has(.micro) { return "Hits in the top \(k) divided by test items, both summed over users" }
      return has(.capped)
        ? "Hits in the top \(k) divided by min(\(k), test items)"
        : "Hits in the top \(k) divided by test items"
    case .hitrate: return "1 if the top \(k) holds a test item, else 0"
    case .mrr: return "1/rank of the first test item in the top \(k), else 0"
    case .ap, .map: return averagePrecisionDefinition(k)
    case .ndcg: return gainDefinition(k)
    default: return listDefinition(k)
    }
  }

  private var pooling: String {
    has(.micro)
      ? "over all test ratings together" : "per user, mean over users with two different values in both"
  }

  /// How hits and test items are weighted in their sums.
  static func penalty(_ beta: Double) -> String {
    "weighted by p^−\(text(ofBeta: beta)), p: training users of the item, at least one (Kasalický, Alves and "
      + "Kordík 2023)"
  }

  private func precisionDefinition(_ k: Int) -> String {
    if has(.micro) { return "Hits in the top \(k) divided by min(\(k), test items), both summed over users" }
    if has(.capped) { return "Hits in the top \(k) divided by min(\(k), test items)" }
    if has(.list) { return "Hits in the top \(k) divided by the length of the list, at most \(k)" }
    return "Hits in the top \(k) divided by \(k), also when the list is shorter"
  }

  private func averagePrecisionDefinition(_ k: Int) -> String {
    if has(.elliot) { return "Mean of the precision at each of the ranks 1 to \(k), relevant or not" }
    let divisor =
      has(.capped)
      ? "min(\(k), test items)" : has(.lecture) ? "\(k)" : has(.hits) ? "the hits found" : "test items"
    return "Sum of the precision at the ranks of the hits in the top \(k), divided by \(divisor)"
  }

  private func gainDefinition(_ k: Int) -> String {
    let gain = has(.burges) ? "2^value − 1" : has(.graded) ? "the value of the test item" : "1"
    let ideal =
      has(.allRelevant)
      ? "all test items" : has(.fullList) ? "a hit at each of \(k) ranks" : "the best min(\(k), test items)"
    return "Σ gain/log₂(rank+1) over hits in the top \(k) divided by the same sum over \(ideal); gain \(gain)"
  }

  private func listDefinition(_ k: Int) -> String {
    switch family {
    case .coverage:
      if has(.users) { return "Share of users whose list has \(k) items" }
      return has(.count)
        ? "Number of items in at least one top \(k)"
        : "Share of the rankable items in at least one top \(k)"
    case .gini:
      let index = "Gini index of how often rankable items appear in the top \(k) (0 equal, 1 concentrated)"
      if has(.overN) { return index + ", divided by n" }
      if has(.diversity) { return "1 − " + index }
      if has(.tois) { return "Gini diversity of the top \(k): 2Σ (n+1−j)/(n+1)·p_j, shares p ascending" }
      return index + ", divided by n − 1"
    case .entropy:
      return "Shannon entropy of the items in the top \(k), "
        + (has(.normalised) ? "divided by log₂ of the rankable items" : "in bits")
    case .novelty: return noveltyDefinition(k)
    case .ild:
      return
        "Mean of 1 − cosine over pairs of items in the top \(k), item vectors from categorical and multi-valued features; mean over users with two items"
    case .serendipity:
      return
        "Hits in the top \(k) that are not in the user's top \(k) by popularity, divided by \(k); mean over users"
    case .poplift:
      return
        "Relative change from the mean popularity (share of training users) of profiles to that of the top \(k), both averaged per user"
    case .arp: return "Mean number of training users of the items in the top \(k); mean over users"
    case .aplt:
      return "Share of long-tail items in the top \(k); mean over users; \(PopularityStratum.tail.definition)"
    case .aclt:
      return
        "Number of long-tail items in the top \(k); mean over users; \(PopularityStratum.tail.definition)"
    case .calibration:
      if has(.hellinger) {
        return "Hellinger distance of the categories of the history and of the top \(k); mean over users"
      }
      return
        "Divergence KL(p‖q̃) of the categories of the history p and of the top \(k) q, q̃ = .99q + .01p, in \(has(.bits) ? "bits" : "nats"); mean over users (Steck 2018)"
    default: return family.rawValue
    }
  }

  private func noveltyDefinition(_ k: Int) -> String {
    if has(.efd) || has(.epc) {
      let unit = has(.efd) ? "−log₂ of the item's share of interactions" : "1 − share of training users"
      return
        "\(unit) of hits in the top \(k), discounted by 1/log₂(rank+1) and divided by the sum of discounts; mean over users"
    }
    return
      "Mean of −log₂ of the \(has(.share) ? "item's share of interactions" : "share of training users") over the top \(k) (items nobody used count one user); mean over users"
  }
}
