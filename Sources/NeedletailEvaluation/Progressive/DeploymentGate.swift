import Glibc
import NeedletailData

/// Whether a fresh model may take the place of the deployed one, by examples that neither was trained on: the latest part
/// of the window by time.
///
/// Three conditions: its log loss is at most the deployed one's and a little; it predicts about as many clicks as there
/// are, or is no further off than the deployed one; its scores are spread about as the deployed one's are, or its log loss
/// is lower beyond doubt. A model that is kept out because the world has moved is only further away the next time.
public struct DeploymentGate: Sendable, Hashable, Codable {
  /// What the log loss may be worse by, in nats, beyond two standard errors of the paired difference.
  public var loss = 0.001
  /// How far predicted clicks over clicks may be from 1, beyond two standard errors of the number of clicks; what the
  /// deployed model is off by is allowed too.
  public var calibration = 0.05
  /// The population stability index, of log-odds less their mean, that must not be reached by a model that is no better;
  /// the mean is the calibration's matter.
  public var stability = 0.2
  /// The part of a window that is held back for it.
  public var share = 0.1

  /// The usual bounds.
  public init() {}

  /// Reads `loss=0.001,calibration=0.05,psi=0.2,share=0.1`; each may be left out.
  ///
  /// - Throws: `DataError`.
  public init(parsing text: String) throws {
    var arguments = try Arguments(
      text[...], of: text, usage: "loss=0.001,calibration=0.05,psi=0.2,share=0.1")
    loss = try arguments.number("loss", default: loss, in: -1...100)
    calibration = try arguments.number("calibration", default: calibration, in: 0...100)
    stability = try arguments.number("psi", default: stability, in: 0...100)
    share = try arguments.number("share", default: share, in: 0.001...0.9)
    try arguments.finish(legal: ["loss", "calibration", "psi", "share"])
  }

  /// Why a model may not be deployed; nil when it may.
  ///
  /// - Parameters:
  ///   - fresh: what it says of the examples.
  ///   - deployed: what the deployed model says of them.
  package func refusal(_ fresh: ScoredExamples, deployed: ScoredExamples) -> String? {
    let (new, old) = (WindowScore(fresh), WindowScore(deployed))
    func figure(_ value: Double) -> String { "\((value * 10_000).rounded() / 10_000)" }
    let gap = Self.gap(fresh, deployed)
    if !(gap.mean <= loss + 2 * gap.error) {
      return "log loss \(figure(new.logLoss)), deployed \(figure(old.logLoss))"
    }
    if let ratio = new.calibration {
      let variance = fresh.probabilities.reduce(0) { $0 + $1 * (1 - $1) }
      let sampled = calibration + 2 * variance.squareRoot() / Double(new.clicks)
      let bound = max(sampled, abs((old.calibration ?? 1) - 1))
      if !(abs(ratio - 1) <= bound) {
        return "predicts \(figure(ratio)) times the clicks, bound 1 ± \(figure(bound))"
      }
    }
    if gap.mean < -2 * gap.error { return nil }
    let index = Self.stabilityIndex(Self.centred(fresh.logOdds), reference: Self.centred(deployed.logOdds))
    return index < stability ? nil : "scores moved: stability index \(figure(index))"
  }

  /// The mean difference of two models' losses, and its standard error.
  private static func gap(
    _ one: ScoredExamples, _ other: ScoredExamples
  ) -> (mean: Double, error: Double) {
    let gaps = zip(one.losses, other.losses).map { $0 - $1 }
    let count = Double(max(gaps.count, 2))
    let mean = gaps.reduce(0, +) / count
    let variance = gaps.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
    return (mean, (variance / count).squareRoot())
  }

  private static func centred(_ scores: [Float]) -> [Float] {
    let mean = Float(scores.reduce(0) { $0 + Double($1) } / Double(max(scores.count, 1)))
    return scores.map { $0 - mean }
  }

  /// Σ (a − b)·ln(a / b) over ten bins that hold equal parts of the reference's scores; bins count half an example more, so
  /// that empty ones have a logarithm. 0 without scores.
  package static func stabilityIndex(_ scores: [Float], reference: [Float], bins: Int = 10) -> Double {
    guard !scores.isEmpty, !reference.isEmpty else { return 0 }
    let sorted = reference.sorted()
    let bounds = (1..<bins).map { sorted[$0 * sorted.count / bins] }
    func shares(_ scores: [Float]) -> [Double] {
      var counts = [Double](repeating: 0.5, count: bins)
      for score in scores { counts[bounds.count { $0 <= score }] += 1 }
      let total = counts.reduce(0, +)
      return counts.map { $0 / total }
    }
    return zip(shares(scores), shares(reference)).reduce(0) { $0 + ($1.0 - $1.1) * log($1.0 / $1.1) }
  }
}
