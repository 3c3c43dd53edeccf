/// Mean ROC and precision-recall curves at fixed grids.
///
/// ROC: each user's curve is read at every false positive rate of the grid (straight lines across ties), then
/// averaged over users. Precision and recall: each user's precision at a recall is the greatest at that recall
/// or beyond (the interpolated precision of trec_eval), then averaged over users.
public struct RankingCurves: Sendable, Hashable, Codable {
  /// The grid of false positive rates: fine where recommenders live.
  public var falsePositiveRates: [Double] = Self.rateGrid
  /// The mean true positive rate at each.
  public var truePositiveRates: [Double]
  /// The grid of recalls.
  public var recalls: [Double] = Self.recallGrid
  /// The mean interpolated precision at each.
  public var precisions: [Double]
  /// The number of users averaged.
  public var users: Int

  static let rateGrid: [Double] = [
    0, 0.001, 0.002, 0.005, 0.01, 0.015, 0.02, 0.03, 0.04, 0.05, 0.075, 0.1, 0.125, 0.15, 0.2, 0.25, 0.3,
    0.35,
    0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1,
  ]
  static let recallGrid: [Double] = (0...20).map { Double($0) / 20 }

  /// The mean of the curves of users that have both relevant and other candidates; nil without any.
  init?(mean positions: [RankPositions]) {
    var rates = [Double](repeating: 0, count: Self.rateGrid.count)
    var precisions = [Double](repeating: 0, count: Self.recallGrid.count)
    var users = 0
    for position in positions where position.relevant > 0 && position.others > 0 {
      users += 1
      for (index, rate) in Self.rateGrid.enumerated() { rates[index] += position.truePositiveRate(at: rate) }
      for (index, recall) in Self.recallGrid.enumerated() {
        precisions[index] += position.interpolatedPrecision(at: recall)
      }
    }
    guard users > 0 else { return nil }
    self.users = users
    truePositiveRates = rates.map { $0 / Double(users) }
    self.precisions = precisions.map { $0 / Double(users) }
  }
}

extension RankPositions {
  /// The height of the ROC curve at a false positive rate: the upper end where it rises straight up.
  func truePositiveRate(at rate: Double) -> Double {
    let position = rate * Double(others)
    var found = 0.0
    var height = 0.0
    for level in levels {
      guard position >= Double(level.othersAbove) else { break }
      let tied = Double(level.othersTied)
      let within = tied > 0 ? min((position - Double(level.othersAbove)) / tied, 1) : 1
      height = found + within * Double(level.relevant)
      found += Double(level.relevant)
    }
    return height / Double(relevant)
  }

  /// The greatest precision at any threshold that reaches a recall; tied candidates are taken together.
  func interpolatedPrecision(at recall: Double) -> Double {
    var found = 0
    var best = 0.0
    for level in levels {
      found += level.relevant
      guard Double(found) >= recall * Double(relevant) - 1e-9 else { continue }
      best = max(best, Double(found) / Double(found + level.othersAbove + level.othersTied))
    }
    return best
  }
}
