import Glibc
import NeedletailMath

/// Who weights the users of a batch, from their histories alone.
///
/// A user's importance is t = σ(z), where z is a function of the history; the weight is the user's share
/// of the importance of the batch: a ratio of logistics, not a softmax.
package protocol UserAdversary: Sendable {
  /// What it learns.
  var parameters: [Double] { get set }

  /// z of each user of a batch.
  func logits(_ batch: Range<Int>, of histories: UserHistories) -> [Double]

  /// The gradient of Σ c_u z_u in the parameters.
  func gradient(_ batch: Range<Int>, of histories: UserHistories, coefficients: [Double]) -> [Double]
}

extension UserAdversary {
  /// The weights of the users of a batch: positive, with sum 1.
  package func weights(_ batch: Range<Int>, of histories: UserHistories) -> [Double] {
    UserWeighting(logits: logits(batch, of: histories)).weights
  }

  /// J = Σ w_u ℓ_u − (B/2) ‖parameters‖², which the adversary maximises.
  package func objective(
    _ batch: Range<Int>, of histories: UserHistories, losses: [Double], l2: Double
  ) -> Double {
    let weights = weights(batch, of: histories)
    let squares = parameters.reduce(0) { $0 + $1 * $1 }
    return zip(weights, losses).reduce(0) { $0 + $1.0 * $1.1 } - l2 / 2 * squares
  }

  /// ∂J in the parameters; losses are plain numbers, they do not depend on these.
  package func objectiveGradient(
    _ batch: Range<Int>, of histories: UserHistories, losses: [Double], l2: Double
  ) -> [Double] {
    let coefficients = UserWeighting(logits: logits(batch, of: histories)).coefficients(losses: losses)
    return zip(gradient(batch, of: histories, coefficients: coefficients), parameters).map { $0 - l2 * $1 }
  }
}

/// Importances and weights of the users of a batch.
package struct UserWeighting: Sendable {
  /// t = σ(z).
  package let importances: [Double]
  /// w = t / Σt.
  package let weights: [Double]

  /// Weights from z.
  package init(logits: [Double]) {
    // Far below zero σ underflows; the largest logit gives the scale, so the sum is never zero.
    let shift = min(logits.max() ?? 0, 0)
    importances = logits.map { 1 / (1 + exp(-$0)) }
    let scaled = logits.map { exp(min($0, 0) - shift) / (1 + exp(-abs($0))) }
    let sum = scaled.reduce(0, +)
    weights = scaled.map { $0 / sum }
  }

  /// ∂(Σ w ℓ)/∂z: t (1 − t) / Σt · (ℓ − Σ w ℓ) for each user.
  package func coefficients(losses: [Double]) -> [Double] {
    let mean = zip(weights, losses).reduce(0) { $0 + $1.0 * $1.1 }
    return weights.indices.map { weights[$0] * (1 - importances[$0]) * (losses[$0] - mean) }
  }
}
