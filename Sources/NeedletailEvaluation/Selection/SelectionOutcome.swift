/// What comes of choosing the model that a criterion says is best.
///
/// A criterion that has several models first chooses among them at random: all figures are expectations of that.
public struct SelectionOutcome: Sendable, Hashable, Codable {
  /// The chance that the chosen model is a truly best one.
  public var isBest: Double
  /// Kendall's τ_b of the criterion with the truth; 0 where either cannot tell two models apart.
  public var tau: Double
  /// How much less than the best the chosen model is truly worth, as a share of the best.
  public var regret: Double

  /// The outcome of one choice.
  ///
  /// - Parameters:
  ///   - scores: what the criterion says of each model, the greater the better.
  ///   - truth: what each model is truly worth, not negative.
  /// - Precondition: as many scores as truths, one at least.
  public init(scores: [Double], truth: [Double]) {
    precondition(
      scores.count == truth.count && !scores.isEmpty, "\(scores.count) scores, \(truth.count) truths")
    let top = scores.max() ?? 0
    let best = truth.max() ?? 0
    let chosen = scores.indices.filter { scores[$0] == top }
    func mean(_ value: (Int) -> Double) -> Double {
      chosen.reduce(0) { $0 + value($1) } / Double(chosen.count)
    }
    isBest = mean { truth[$0] == best ? 1 : 0 }
    regret = best > 0 ? mean { 1 - truth[$0] / best } : 0
    tau = RatingAccuracy.kendall(scores, truth) ?? 0
  }

  /// What a model drawn at random gives.
  public static func chance(truth: [Double]) -> SelectionOutcome {
    SelectionOutcome(scores: truth.map { _ in 0 }, truth: truth)
  }
}

/// The outcomes of a criterion over many cases.
public struct SelectionSummary: Sendable, Hashable, Codable {
  /// The share of cases in which the chosen model is the truly best one: model-selection recall.
  public var recall: Double
  /// Its standard error over data sets, the only independent units; nil for fewer than two.
  public var recallError: Double?
  /// The mean of Kendall's τ.
  public var tau: Double
  /// The mean regret.
  public var regret: Double

  /// The means over all cases.
  ///
  /// - Parameter outcomes: for each data set its cases.
  /// - Precondition: there is a case.
  public init(_ outcomes: [[SelectionOutcome]]) {
    let cases = outcomes.flatMap(\.self)
    precondition(!cases.isEmpty, "a summary of no cases")
    func mean(_ value: (SelectionOutcome) -> Double) -> Double {
      cases.reduce(0) { $0 + value($1) } / Double(cases.count)
    }
    recall = mean(\.isBest)
    tau = mean(\.tau)
    regret = mean(\.regret)
    let parts = outcomes.filter { !$0.isEmpty }.map { part in
      part.reduce(0) { $0 + $1.isBest } / Double(part.count)
    }
    recallError =
      parts.count < 2
      ? nil : PairedTests.moments(parts).deviation / Double(parts.count).squareRoot()
  }
}
