import NeedletailCore
import NeedletailData
import NeedletailMath

extension PackedItems {
  /// The best items for every vector, best first, as a request wants them.
  func recommend(_ vectors: Matrix, _ request: RankingRequest) -> [[ScoredItem]] {
    guard case .rows(let rows) = request.candidates else {
      return topK(vectors, count: request.count, excluded: request.excluded)
    }
    var scores = Matrix(rows: vectors.rows, columns: rows.count)
    let items = rows.map(\.rawValue)
    score(vectors, rows: items, into: &scores)
    return (0..<vectors.rows).map { query in
      TopK.select(
        scores.row(query), of: items, count: request.count,
        excluding: request.excluded.isEmpty ? [] : request.excluded[query])
    }
  }
}
