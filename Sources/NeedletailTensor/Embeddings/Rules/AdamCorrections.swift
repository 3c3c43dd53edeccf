/// √(1 − β₂ᵗ)/(1 − β₁ᵗ) for t = 1, 2, …, as far as they were asked for and differ from 1.
///
/// Powers are products in double precision, one after the other: the same bits on every machine and after a restart.
struct AdamCorrections {
  private(set) var factors: [Float] = []
  private let betas: (Double, Double)
  private var powers = (1.0, 1.0)

  init(_ rule: RowOptimizer.Adam) { betas = (Double(rule.beta1), Double(rule.beta2)) }

  /// Makes the factors of the steps up to `step` present, or all that there are: the last holds for all later steps.
  ///
  /// - Complexity: O(steps not seen before).
  mutating func extend(to step: Int) {
    while factors.count < step, powers.0 != 0 || powers.1 != 0 {
      powers = (powers.0 * betas.0, powers.1 * betas.1)
      // Below half a unit in the last place of 1 they change nothing any more.
      if powers.0 < 0x1p-54 { powers.0 = 0 }
      if powers.1 < 0x1p-54 { powers.1 = 0 }
      factors.append(Float((1 - powers.1).squareRoot() / (1 - powers.0)))
    }
  }

  /// The factor of one step, from 1.
  mutating func factor(of step: Int) -> Float {
    extend(to: step)
    return factors[min(step, factors.count) - 1]
  }
}
