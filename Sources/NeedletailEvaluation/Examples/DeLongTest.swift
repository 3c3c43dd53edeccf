import Glibc

/// The test of DeLong, DeLong and Clarke-Pearson (Biometrics 1988) between two areas under the ROC curve of the same
/// examples; with units that hold several examples, in the form of Obuchowski (Biometrics 1997) for clustered data.
///
/// The difference of two areas is, up to terms of second order, a sum over units of how far the placements of their
/// examples lie from their mean; its variance is that of the sum.
package struct DeLongTest {
  /// The first area minus the second.
  package let difference: Double
  /// The two-sided probability of so large a difference if there were none.
  package let p: Double
  /// What each unit adds to the difference beyond its mean.
  let contributions: [Double]

  /// - Parameters:
  ///   - first: the placements of one model, as of `ScoredExamples`.
  ///   - second: those of the other.
  ///   - units: the unit of each example.
  package init(_ first: [Double], _ second: [Double], labels: [Bool], units: [Int32], count: Int) {
    let positives = Double(labels.count { $0 })
    let negatives = Double(labels.count) - positives
    var sums = (0.0, 0.0)
    for example in labels.indices {
      let gap = first[example] - second[example]
      if labels[example] { sums.0 += gap } else { sums.1 += gap }
    }
    // Both means are the difference of the areas, but for rounding.
    let means = (sums.0 / positives, sums.1 / negatives)
    var contributions = [Double](repeating: 0, count: count)
    for example in labels.indices {
      let gap = first[example] - second[example]
      contributions[Int(units[example])] +=
        labels[example] ? (gap - means.0) / positives : (gap - means.1) / negatives
    }
    let correction = count > 1 ? Double(count) / Double(count - 1) : 1
    let variance = contributions.reduce(0) { $0 + $1 * $1 } * correction
    difference = means.0
    self.contributions = contributions
    p = variance > 0 ? erfc(abs(means.0) / (2 * variance).squareRoot()) : means.0 == 0 ? 1 : 0
  }
}
