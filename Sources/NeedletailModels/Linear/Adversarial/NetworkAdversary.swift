import Glibc
import NeedletailMath

/// z = tanh(x A₁)·a₂: two layers, without biases.
package struct NetworkAdversary: UserAdversary {
  /// A₁, items × hidden, row-major; then a₂.
  package var parameters: [Double]
  private let hidden: Int

  /// A network of `hidden` units.
  ///
  /// - Precondition: (items + 1) · hidden parameters.
  package init(_ parameters: [Double], hidden: Int) {
    precondition(parameters.count % hidden == 0, "\(parameters.count) parameters for \(hidden) units")
    self.parameters = parameters
    self.hidden = hidden
  }

  /// Where a₂ starts.
  private var outer: Int { parameters.count - hidden }

  /// tanh(x A₁) of a user.
  private func units(_ user: Int, of histories: UserHistories) -> [Double] {
    var sums = [Double](repeating: 0, count: hidden)
    for (item, value) in histories.matrix.entries(ofRow: user) {
      for unit in 0..<hidden { sums[unit] += Double(value) * parameters[item * hidden + unit] }
    }
    return sums.map(tanh)
  }

  /// tanh(x A₁)·a₂ of each user.
  package func logits(_ batch: Range<Int>, of histories: UserHistories) -> [Double] {
    batch.map { user in
      let units = units(user, of: histories)
      return (0..<hidden).reduce(0) { $0 + units[$1] * parameters[outer + $1] }
    }
  }

  /// Backwards through both layers.
  package func gradient(
    _ batch: Range<Int>, of histories: UserHistories, coefficients: [Double]
  ) -> [Double] {
    var gradient = [Double](repeating: 0, count: parameters.count)
    for (user, coefficient) in zip(batch, coefficients) {
      let units = units(user, of: histories)
      var inner = [Double](repeating: 0, count: hidden)
      for unit in 0..<hidden {
        gradient[outer + unit] += coefficient * units[unit]
        inner[unit] = coefficient * parameters[outer + unit] * (1 - units[unit] * units[unit])
      }
      for (item, value) in histories.matrix.entries(ofRow: user) {
        for unit in 0..<hidden { gradient[item * hidden + unit] += Double(value) * inner[unit] }
      }
    }
    return gradient
  }
}
