import Glibc
public import NeedletailData
public import NeedletailMath

/// A recommender that predicts how probable a click is, from an example's fields.
///
/// It ranks candidates by filling each one's fields into the query's: the score of an item is the log-odds of that
/// example, bit for bit, which orders as the probabilities do and does not tie where they round to 1.
public protocol ProbabilityPredictor: ExamplePredictor {
  /// ln(p / (1 − p)) of each example, finite.
  ///
  /// The figure of an example has the same bits alone and among any others. Labels are not read.
  /// - Precondition: the examples are encoded in `ranking.space`; `logOdds(of:)` for an `ExampleSet` checks it.
  func logOdds(of examples: ExampleTable) throws -> [Float]
}

extension ProbabilityPredictor {
  /// The probability of each example.
  public func probabilities(of examples: ExampleTable) throws -> [Double] {
    try logOdds(of: examples).map { 1 / (1 + exp(-Double($0))) }
  }

  /// The log-odds of examples as they were read, encoded in the model's own fields.
  ///
  /// - Throws: `DataError` that names the field when the examples have other fields than the model.
  public func logOdds(of examples: ExampleSet, at positions: [Int]? = nil) throws -> [Float] {
    try logOdds(of: ranking.space.encode(examples, positions))
  }

  /// Scores every candidate by the log-odds of the example that it makes with the query.
  public func score(_ queries: [Query], candidates: Candidates, into scores: inout Matrix) throws {
    try ranking.score(queries, candidates: candidates, into: &scores) { try logOdds(of: $0) }
  }
}
