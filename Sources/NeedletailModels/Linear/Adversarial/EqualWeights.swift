import NeedletailMath

/// No adversary: every user of a batch counts the same.
package struct EqualWeights: UserAdversary {
  /// Nothing is learnt.
  package var parameters: [Double] = []

  /// No adversary.
  package init() {}

  /// Zeros.
  package func logits(_ batch: Range<Int>, of histories: UserHistories) -> [Double] {
    [Double](repeating: 0, count: batch.count)
  }

  /// Nothing.
  package func gradient(
    _ batch: Range<Int>, of histories: UserHistories, coefficients: [Double]
  ) -> [Double] { [] }
}
