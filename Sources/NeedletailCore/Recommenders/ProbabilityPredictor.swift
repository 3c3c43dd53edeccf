import Glibc
public import NeedletailData
public import NeedletailMath

/// A recommender that predicts how probable a click is, from an example's fields.
///
/// It ranks candidates by filling each one's fields into the query's: the score of an item is the log-odds of that
/// example, bit for bit, which orders as the probabilities do and does not tie where they round to 1.
public protocol ProbabilityPredictor: Recommender {
  /// The fields that it was fitted with, and how queries become examples of them.
  var ranking: RankingFields { get }

  /// ln(p / (1 − p)) of each example, finite.
  ///
  /// The figure of an example has the same bits alone and among any others. Labels are not read.
  /// - Precondition: the examples are encoded in `ranking.space`; `logOdds(of:)` for an `ExampleSet` checks it.
  func logOdds(of examples: ExampleTable) throws -> [Float]
}

extension ProbabilityPredictor {
  /// The number of items.
  public var itemCount: Int { ranking.itemCount }

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
    let items: [ItemRow] =
      switch candidates {
      case .all: (0..<itemCount).map { ItemRow($0) }
      case .rows(let rows): rows
      }
    let columns = scores.columns
    for (number, query) in queries.enumerated() {
      for start in stride(from: 0, to: items.count, by: ExampleTable.scoringBlock) {
        let block = items[start..<min(start + ExampleTable.scoringBlock, items.count)]
        let odds = try logOdds(of: ranking.examples(query, candidates: block))
        scores.withUnsafeMutableBufferPointer { target in
          for (place, value) in odds.enumerated() { target[number * columns + start + place] = value }
        }
      }
    }
  }
}

extension ExampleTable {
  /// How many candidates become examples at a time.
  static var scoringBlock: Int { 4096 }
}
