import Glibc

/// The moments of Adam (Kingma and Ba, ICLR 2015) for a few parameters, and the factor of a step's length.
package struct AdamMoments: Sendable {
  /// Decay of the mean of gradients.
  static let first: Float = 0.9
  /// Decay of the mean of their squares.
  static let second: Float = 0.999
  /// Keeps a step finite where gradients are zero.
  static let epsilon: Float = 1e-8

  private var means: [Double]
  private var squares: [Double]
  private var steps = 0

  /// Moments of `count` parameters that have not moved yet.
  package init(count: Int) {
    means = [Double](repeating: 0, count: count)
    squares = means
  }

  /// The length of step `step`, counted from 1, with both moments' bias corrected: η √(1 − β₂ˢ) / (1 − β₁ˢ).
  static func stepLength(_ step: Int, learningRate: Double) -> Double {
    learningRate * (1 - pow(Double(second), Double(step))).squareRoot()
      / (1 - pow(Double(first), Double(step)))
  }

  /// Moves parameters up along a gradient.
  ///
  /// - Precondition: as many parameters and gradients as moments.
  package mutating func ascend(_ parameters: inout [Double], gradient: [Double], learningRate: Double) {
    precondition(parameters.count == means.count && gradient.count == means.count, "other parameters")
    steps += 1
    let length = Self.stepLength(steps, learningRate: learningRate)
    let (first, second) = (Double(Self.first), Double(Self.second))
    for index in parameters.indices {
      means[index] = first * means[index] + (1 - first) * gradient[index]
      squares[index] = second * squares[index] + (1 - second) * gradient[index] * gradient[index]
      parameters[index] += length * means[index] / (squares[index].squareRoot() + Double(Self.epsilon))
    }
  }
}
