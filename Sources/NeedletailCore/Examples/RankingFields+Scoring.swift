public import NeedletailData
public import NeedletailMath

extension RankingFields {
  /// Scores every candidate of every query by the example that it makes with the query.
  ///
  /// - Parameters:
  ///   - scores: queries × candidates, written.
  ///   - score: one number an example, the same whatever examples stand beside it.
  /// - Throws: as `examples`, and whatever `score` throws.
  public func score(
    _ queries: [Query], candidates: Candidates, into scores: inout Matrix,
    by score: (ExampleTable) throws -> [Float]
  ) throws {
    let items: [ItemRow] =
      switch candidates {
      case .all: (0..<itemCount).map { ItemRow($0) }
      case .rows(let rows): rows
      }
    let columns = scores.columns
    for (number, query) in queries.enumerated() {
      for start in stride(from: 0, to: items.count, by: Self.scoringBlock) {
        let block = items[start..<min(start + Self.scoringBlock, items.count)]
        let found = try score(examples(query, candidates: block))
        scores.withUnsafeMutableBufferPointer { target in
          for (place, value) in found.enumerated() { target[number * columns + start + place] = value }
        }
      }
    }
  }

  /// How many candidates become examples at a time.
  private static var scoringBlock: Int { 4096 }
}
