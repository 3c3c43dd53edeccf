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

  /// Fits a line; sums that say nothing, or speak against themselves, get a slope of 0.
  ///
  /// Newton's method with steps halved until the loss falls, from the mean rate: it leaps where probabilities are near
  /// 0 or 1. A small penalty keeps the line finite when sums tell labels apart.
  /// - Complexity: O(examples) a step, of which there are few.
  init(of examples: [Example]) {
    let all = examples.reduce(0.0) { $0 + $1.weight }
    let clicks = examples.reduce(0.0) { $0 + ($1.isClick ? $1.weight : 0) }
    let mean = log((clicks + 0.5) / (all - clicks + 0.5))
    var line = (base: mean, slope: 0.0)
    var loss = Self.loss(examples, line)
    for _ in 0..<100 {
      let (gradient, step) = Self.step(examples, line)
      var length = 1.0
      var next = line
      var lower = loss
      while length > 1e-8 {
        next = (line.base - length * step.0, line.slope - length * step.1)
        lower = Self.loss(examples, next)
        if lower <= loss - 1e-4 * length * (gradient.0 * step.0 + gradient.1 * step.1) { break }
        length /= 2
      }
      guard length > 1e-8, lower < loss else { break }
      let gain = loss - lower
      (line, loss) = (next, lower)
      if gain < 1e-12 * abs(loss) { break }
    }
    base = Float(line.slope > 0 ? line.base : mean)
    slope = Float(max(line.slope, 0))
  }

  /// What base and slope are held back by, as the curvature of a quarter of an example.
  private static let penalty = 0.25

  /// The penalised log loss of a line, in nats.
  private static func loss(_ examples: [Example], _ line: (base: Double, slope: Double)) -> Double {
    examples.reduce(penalty / 2 * (line.base * line.base + line.slope * line.slope)) { sum, example in
      let odds = line.base + line.slope * example.sum
      let against = example.isClick ? -odds : odds
      return sum + example.weight * (max(against, 0) + log1p(exp(-abs(against))))
    }
  }

  /// The gradient of the loss at a line, and Newton's step.
  private static func step(
    _ examples: [Example], _ line: (base: Double, slope: Double)
  ) -> (gradient: (Double, Double), step: (Double, Double)) {
    var gradient = (penalty * line.base, penalty * line.slope)
    var (h00, h01, h11) = (penalty, 0.0, penalty)
    for example in examples {
      let p = 1 / (1 + exp(-(line.base + line.slope * example.sum)))
      let residual = example.weight * (p - (example.isClick ? 1 : 0))
      let curvature = example.weight * p * (1 - p)
      gradient.0 += residual
      gradient.1 += residual * example.sum
      h00 += curvature
      h01 += curvature * example.sum
      h11 += curvature * example.sum * example.sum
    }
    let determinant = h00 * h11 - h01 * h01
    return (
      gradient,
      (
        (h11 * gradient.0 - h01 * gradient.1) / determinant,
        (h00 * gradient.1 - h01 * gradient.0) / determinant
      )
    )
  }
}
