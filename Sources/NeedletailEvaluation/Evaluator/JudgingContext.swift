import NeedletailMath

/// What ranked lists are judged against, wherever they come from.
struct JudgingContext: Sendable {
  /// The relevant items of each user.
  let relevance: Relevance
  /// Popularity in training; nil when no training data are known.
  var popularity: ItemPopularity?
  /// The number of items that could be recommended; nil when unknown.
  var rankableCount: Int?
  /// The items of the history of a user.
  var history: (@Sendable (_ user: Int) -> [Int32])?
  /// What the user would be shown by popularity, best first, at most so many.
  var primitive: (@Sendable (_ user: Int, _ count: Int) -> [Int32])?
  /// Categories of items for diversity.
  var categories: ItemCategories?
  /// Categories of items for calibration.
  var calibrationCategories: ItemCategories?

  /// Why a metric of lists cannot be computed here; nil when it can.
  func absence(of key: MetricKey) -> String? {
    if key.stratum != nil || key.beta != nil, popularity == nil {
      return "needs training data to know the popularity of items"
    }
    switch key.family {
    case .coverage where !key.has(.users) && !key.has(.count), .gini, .entropy:
      return rankableCount == nil ? "needs the catalogue" : nil
    case .novelty, .arp, .aplt, .aclt:
      return popularity == nil ? "needs training data to know the popularity of items" : nil
    case .poplift: return popularity == nil || history == nil ? "needs training histories" : nil
    case .serendipity: return primitive == nil ? "needs training data to know the most popular items" : nil
    case .ild: return categories == nil ? "no categorical or multi-valued item features were given" : nil
    case .calibration:
      if calibrationCategories == nil { return "no categorical or multi-valued item features were given" }
      return history == nil ? "needs training histories" : nil
    default: return nil
    }
  }
}
