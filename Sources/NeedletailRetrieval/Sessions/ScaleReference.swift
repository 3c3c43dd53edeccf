import NeedletailCore
import NeedletailData
import NeedletailMath

/// The size of a query's scores of any model, from rows that are fixed with the model and never from the candidates.
///
/// The root mean square over up to 2,048 rows spread evenly over the catalogue. Where fewer than 16 of them
/// score at all (a model with sparse scores and a short history), over the whole catalogue. A query without
/// items has no size of its own: 0.
struct ScaleReference: Sendable {
  static let rowLimit = 2048
  static let fewest = 16

  private let rows: [ItemRow]
  private let itemCount: Int

  init(itemCount: Int) {
    self.itemCount = itemCount
    let count = min(itemCount, Self.rowLimit)
    rows = (0..<count).map { ItemRow($0 * itemCount / count) }
  }

  /// The scale of each query; 0 when it scores nothing.
  ///
  /// - Parameters:
  ///   - scored: its scores of the candidates, which are read instead of computed when they are all items.
  ///   - places: the row of `scored` for each query.
  func scales(
    of queries: [Query], _ model: any Recommender, scored: Matrix, rows places: [Int],
    _ candidates: Candidates
  ) throws -> [Double] {
    if candidates == .all {
      return zip(queries, places).map { query, place in
        guard !query.profile.items.isEmpty else { return 0 }
        let row = scored.row(place)
        return sample(row) ?? Self.rootMeanSquare(row)
      }
    }
    var sampled = Matrix(rows: queries.count, columns: rows.count)
    try model.score(queries, candidates: .rows(rows), into: &sampled)
    return try queries.indices.map { index in
      guard !queries[index].profile.items.isEmpty else { return 0 }
      if rows.count == itemCount { return Self.rootMeanSquare(sampled.row(index)) }
      if let scale = Self.ample(sampled.row(index)) { return scale }
      var all = Matrix(rows: 1, columns: itemCount)
      try model.score([queries[index]], candidates: .all, into: &all)
      return Self.rootMeanSquare(all.row(0))
    }
  }

  /// The scale over the reference rows of all scores; nil when too few of them score.
  private func sample(_ scores: Span<Float>) -> Double? {
    guard rows.count < itemCount else { return nil }
    let own = rows.map { scores[$0.index] }
    return Self.ample(own.span)
  }

  private static func ample(_ scores: Span<Float>) -> Double? {
    var found = 0
    for index in scores.indices where scores[index] != 0 { found += 1 }
    return found >= fewest ? rootMeanSquare(scores) : nil
  }

  /// The root mean square in the order of the rows; 0 when it is no finite number.
  private static func rootMeanSquare(_ scores: Span<Float>) -> Double {
    var sum = 0.0
    for index in scores.indices { sum += Double(scores[index]) * Double(scores[index]) }
    let mean = (sum / Double(max(scores.count, 1))).squareRoot()
    return mean.isFinite ? mean : 0
  }
}
