import Glibc

/// The line that turns sums into log-odds: logistic regression on one number (Platt 1999), by Newton's method.
struct Calibration {
  /// One example.
  struct Example {
    var sum: Double
    var isClick: Bool
    var weight: Double
  }

  let base: Float
  let slope: Float

  /// Fits a line; sums that say nothing get a slope of 0.
  ///
  /// The penalty of one example at log-odds 0 with sum 1 keeps the line finite when sums tell labels apart.
  /// - Complexity: O(examples) a step, of which there are few.
  init(of examples: [Example]) {
    var (base, slope) = (0.0, 1.0)
    for _ in 0..<50 {
      // Gradient and Hessian of the penalised log loss.
      var (g0, g1, h00, h01, h11) = (0.25 * base, 0.25 * slope, 0.25, 0.0, 0.25)
      for example in examples {
        let p = 1 / (1 + exp(-(base + slope * example.sum)))
        let residual = example.weight * (p - (example.isClick ? 1 : 0))
        let curvature = example.weight * p * (1 - p)
        g0 += residual
        g1 += residual * example.sum
        h00 += curvature
        h01 += curvature * example.sum
        h11 += curvature * example.sum * example.sum
      }
      let determinant = h00 * h11 - h01 * h01
      guard determinant > 0 else { break }
      // Steps are bounded, as Newton's method leaps where probabilities are near 0 or 1.
      let step = (
        max(-2, min(2, (h11 * g0 - h01 * g1) / determinant)),
        max(-2, min(2, (h00 * g1 - h01 * g0) / determinant))
      )
      base -= step.0
      slope -= step.1
      if abs(step.0) < 1e-9, abs(step.1) < 1e-9 { break }
    }
    if slope < 0 {
      // Sums that speak against themselves are chance: what is left is the mean rate.
      let all = examples.reduce(0.0) { $0 + $1.weight }
      let clicks = examples.reduce(0.0) { $0 + ($1.isClick ? $1.weight : 0) }
      (base, slope) = (log((clicks + 0.5) / (all - clicks + 0.5)), 0)
    }
    self.base = Float(base)
    self.slope = Float(slope)
  }
}
