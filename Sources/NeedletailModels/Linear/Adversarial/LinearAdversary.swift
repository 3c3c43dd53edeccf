import NeedletailMath

/// z = x·a: one number an item says how much its owners count.
package struct LinearAdversary: UserAdversary {
  /// a, one an item.
  package var parameters: [Double]

  /// An adversary with the given numbers.
  package init(_ parameters: [Double]) { self.parameters = parameters }

  /// x·a of each user.
  package func logits(_ batch: Range<Int>, of histories: UserHistories) -> [Double] {
    batch.map { user in
      histories.matrix.entries(ofRow: user).reduce(0) { $0 + Double($1.value) * parameters[$1.column] }
    }
  }

  /// Σ c_u x_u.
  package func gradient(
    _ batch: Range<Int>, of histories: UserHistories, coefficients: [Double]
  ) -> [Double] {
    var gradient = [Double](repeating: 0, count: parameters.count)
    for (user, coefficient) in zip(batch, coefficients) {
      for (item, value) in histories.matrix.entries(ofRow: user) {
        gradient[item] += coefficient * Double(value)
      }
    }
    return gradient
  }
}
