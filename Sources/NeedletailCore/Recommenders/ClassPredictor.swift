import Glibc
public import NeedletailData
public import NeedletailMath

/// A recommender that predicts which of several classes the label of an example is.
///
/// It ranks candidates by the expected class of the example that each one makes with the query, Σ c·p_c: labels of
/// several classes are taken for grades, the higher the better. With two classes that would be the probability of a
/// click. Classes without an order still have their probabilities; lists made of them mean nothing.
public protocol ClassPredictor: ExamplePredictor {
  /// Logits of each example, finite, examples × `classCount`: the probabilities of its classes are their softmax.
  ///
  /// The figures of an example have the same bits alone and among any others. Labels are not read.
  /// - Precondition: the examples are encoded in `ranking.space`; `classLogits(of:at:)` for an `ExampleSet` checks it.
  func classLogits(of examples: ExampleTable) throws -> Matrix
}

extension ClassPredictor {
  /// The number of classes: their labels are 0, 1, ….
  public var classCount: Int { ranking.space.classCount }

  /// The logits of examples as they were read, encoded in the model's own fields.
  ///
  /// - Throws: `DataError` that names the field when the examples have other fields or classes than the model.
  public func classLogits(of examples: ExampleSet, at positions: [Int]? = nil) throws -> Matrix {
    try classLogits(of: ranking.space.encode(examples, positions))
  }

  /// The probability of each class, one list an example.
  public func classProbabilities(of examples: ExampleTable) throws -> [[Double]] {
    let logits = try classLogits(of: examples)
    return (0..<logits.rows).map { ClassLogits.probabilities(logits.row($0)) }
  }

  /// Scores every candidate by the expected class of the example that it makes with the query.
  public func score(_ queries: [Query], candidates: Candidates, into scores: inout Matrix) throws {
    try ranking.score(queries, candidates: candidates, into: &scores) { table in
      try classProbabilities(of: table).map { probabilities in
        Float(probabilities.enumerated().reduce(0.0) { $0 + Double($1.offset) * $1.element })
      }
    }
  }
}

/// The logits of one example as probabilities, in double precision.
public enum ClassLogits {
  /// Their softmax.
  ///
  /// - Precondition: there is one at least, and all are finite.
  public static func probabilities(_ logits: Span<Float>) -> [Double] {
    let normaliser = logSum(logits)
    return logits.indices.map { exp(Double(logits[$0]) - normaliser) }
  }

  /// ln Σ exp of them, computed from the largest one down.
  ///
  /// - Precondition: there is one at least, and all are finite.
  public static func logSum(_ logits: Span<Float>) -> Double {
    var largest = -Double.infinity
    for index in logits.indices { largest = max(largest, Double(logits[index])) }
    var sum = 0.0
    for index in logits.indices { sum += exp(Double(logits[index]) - largest) }
    return largest + log(sum)
  }
}
