import Glibc
import NeedletailCore
package import NeedletailMath

/// What a model says of examples with labels of several classes.
package struct ScoredClasses: Sendable {
  /// Examples × classes.
  package let logits: Matrix
  /// The class of each example.
  package let labels: [Int]
  /// −ln of the probability of each example's own class, clipped to at least 1e-15.
  package let losses: [Double]
  /// Whether its class is the most probable one, the lowest of several.
  package let hits: [Bool]

  /// - Precondition: as many rows of logits as labels, which are columns; all logits are finite.
  package init(logits: Matrix, labels: [Int]) {
    precondition(logits.rows == labels.count, "\(logits.rows) rows for \(labels.count) labels")
    losses = labels.indices.map { example in
      let row = logits.row(example)
      return -max(Double(row[labels[example]]) - ClassLogits.logSum(row), Self.leastLogarithm)
    }
    hits = labels.indices.map { example in
      let row = logits.row(example)
      let own = row[labels[example]]
      return row.indices.allSatisfy { row[$0] < own || (row[$0] == own && $0 >= labels[example]) }
    }
    self.logits = logits
    self.labels = labels
  }

  /// What a probability of a log loss is clipped to.
  private static let leastLogarithm = log(1e-15)

  /// One class against all others: the log-odds of the class, and whether it is the label.
  package func against(_ label: Int) -> ScoredExamples {
    let odds = labels.indices.map { example -> Float in
      // ln(p / (1 − p)), where 1 − p is what the other classes have, without the loss of a difference.
      let row = logits.row(example)
      let others = row.indices.filter { $0 != label }.map { Double(row[$0]) }
      let largest = others.max() ?? 0
      let rest = largest + log(others.reduce(0.0) { $0 + exp($1 - largest) })
      return Float(min(max(Double(row[label]) - rest, -3e38), 3e38))
    }
    return ScoredExamples(logOdds: odds, labels: labels.map { $0 == label })
  }
}
