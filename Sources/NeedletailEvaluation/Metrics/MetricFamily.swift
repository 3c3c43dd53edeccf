/// The metrics by name, without cut-off and variants.
public enum MetricFamily: String, Sendable, Hashable, CaseIterable {
  // Accuracy of predicted ratings.
  case rmse, mae, spearman, kendall
  // Classification.
  case auc, gauc, logloss, ne, ece, accuracy
  // Accuracy of ranked lists.
  case precision, recall, hitrate, mrr, ap, map, ndcg
  // Use of the catalogue, popularity bias and quality of lists.
  case coverage, gini, entropy, novelty, ild, serendipity, poplift, arp, aplt, aclt, calibration

  /// Whether the key needs a cut-off: `ndcg@10`, but `rmse`.
  public var takesCutoff: Bool {
    switch self {
    case .rmse, .mae, .spearman, .kendall, .auc, .gauc, .logloss, .ne, .ece, .accuracy: false
    default: true
    }
  }

  /// Whether popular test items can be discounted: `recall@20[beta=0.3]`.
  public var takesBeta: Bool { self == .recall }

  /// Whether it measures how well ranked lists meet the test items.
  public var measuresRankingAccuracy: Bool {
    switch self {
    case .precision, .recall, .hitrate, .mrr, .ap, .map, .ndcg: true
    default: false
    }
  }

  /// The legal variants: at most one of each inner list.
  public var variants: [[MetricVariant]] {
    let stratum: [MetricVariant] = [.head, .middle, .tail]
    switch self {
    case .rmse, .mae: return [[.macro]]
    case .spearman: return [[.micro]]
    case .kendall: return [[.a, .b], [.micro]]
    case .gauc: return [[.unweighted, .positives]]
    case .precision: return [[.capped, .list, .micro]]
    case .recall: return [[.capped, .micro], stratum]
    case .hitrate: return [stratum]
    case .ap, .map: return [[.capped, .lecture, .hits, .elliot]]
    case .ndcg: return [[.graded], [.burges], [.allRelevant, .fullList], stratum]
    case .coverage: return [[.count, .users]]
    case .gini: return [[.overN, .diversity, .tois]]
    case .entropy: return [[.normalised]]
    case .novelty: return [[.share, .efd, .epc]]
    case .calibration: return [[.bits, .hellinger]]
    case .auc, .logloss, .ne, .ece, .accuracy, .mrr, .ild, .serendipity, .poplift, .arp, .aplt, .aclt:
      return []
    }
  }
}

/// A variant of a metric, written in brackets: `recall@20[capped]`.
public enum MetricVariant: String, Sendable, Hashable {
  /// Divided by the best that is possible: min(k, relevant items).
  case capped
  /// Sums over all users before dividing.
  case micro
  /// Averaged per user first.
  case macro
  /// Divided by the length of the list when that is shorter than k.
  case list
  /// Average precision divided by k.
  case lecture
  /// Average precision divided by the hits found.
  case hits
  /// The mean of the precision at every rank, relevant or not.
  case elliot
  /// Gains are the values of the test items.
  case graded
  /// Gains are 2^value − 1.
  case burges
  /// The ideal list holds all relevant items, even beyond the cut-off.
  case allRelevant = "all-relevant"
  /// The ideal list has a relevant item at each of the k ranks.
  case fullList = "full-list"
  /// Test items among the most popular only.
  case head
  /// Test items of middling popularity only.
  case middle
  /// Test items of the long tail only.
  case tail
  /// Kendall's τ without correction for ties.
  case a
  /// Kendall's τ corrected for ties.
  case b
  /// Every user has the same weight.
  case unweighted
  /// Users are weighted by their positives.
  case positives
  /// A count instead of a share.
  case count
  /// The share of users with a full list.
  case users
  /// Gini divided by n instead of n − 1.
  case overN = "over-n"
  /// One minus the Gini index.
  case diversity
  /// The Gini diversity of the framework of Ferrari Dacrema et al. (TOIS 2021).
  case tois
  /// Divided by its largest possible value.
  case normalised
  /// Popularity as a share of interactions instead of users.
  case share
  /// Expected free discovery: discounted by rank and counting relevant items only.
  case efd
  /// Expected popularity complement: discounted by rank and counting relevant items only.
  case epc
  /// In bits instead of nats.
  case bits
  /// The Hellinger distance instead of the divergence.
  case hellinger
}
