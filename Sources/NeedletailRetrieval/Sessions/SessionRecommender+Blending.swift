import NeedletailCore
import NeedletailData
import NeedletailMath

extension SessionRecommender {
  /// The vectors of divided queries: those of the long-term part, with the session's share mixed in.
  func vectors(of divided: [DividedQuery], _ factors: any FactorRecommender) -> Matrix {
    var vectors = factors.vectors(of: divided.map(\.longTerm))
    let shifted = divided.indices.filter { divided[$0].session.share > 0 }
    guard !shifted.isEmpty else { return vectors }
    let session = factors.vectors(of: shifted.map { divided[$0].sessionQuery })
    let long = factors.scales(of: vectors)
    let short = factors.scales(of: session)
    for (place, row) in shifted.enumerated() {
      mix(
        session, place, of: short[place], into: &vectors, row, of: long[row],
        share: divided[row].session.share)
    }
    return vectors
  }

  /// Mixes the session's part into long-term scores, row by row.
  func blend(_ divided: [DividedQuery], candidates: Candidates, into scores: inout Matrix) throws {
    let shifted = divided.indices.filter { divided[$0].session.share > 0 }
    guard !shifted.isEmpty else { return }
    var session = Matrix(rows: shifted.count, columns: scores.columns)
    try base.score(shifted.map { divided[$0].sessionQuery }, candidates: candidates, into: &session)
    let long = try reference.scales(
      of: shifted.map { divided[$0].longTerm }, base, scored: scores, rows: shifted, candidates)
    let short = try reference.scales(
      of: shifted.map { divided[$0].sessionQuery }, base, scored: session, rows: Array(shifted.indices),
      candidates)
    for (place, row) in shifted.enumerated() {
      mix(
        session, place, of: short[place], into: &scores, row, of: long[place],
        share: divided[row].session.share)
    }
  }

  /// A row becomes (1 − share) of itself and the share of another one, brought to its size; each element by
  /// itself.
  private func mix(
    _ session: Matrix, _ sessionRow: Int, of size: Double, into target: inout Matrix, _ targetRow: Int,
    of targetSize: Double, share: Double
  ) {
    let ratio = targetSize > 0 && size > 0 ? targetSize / size : 1
    let (own, other) = (Float(1 - share), Float(share * ratio))
    let columns = target.columns
    target.withUnsafeMutableBufferPointer { target in
      session.withUnsafeBufferPointer { session in
        let (to, from) = (targetRow * columns, sessionRow * columns)
        for column in 0..<columns {
          target[to + column] = target[to + column] * own + session[from + column] * other
        }
      }
    }
  }

  /// What may not be in the list of a query: what the request excludes, and what its session rejects.
  func excluded(_ request: RankingRequest, _ session: RunningSession, _ index: Int) -> [Int32] {
    let given = request.excluded.isEmpty ? [] : request.excluded[index]
    return session.rejected.isEmpty ? given : Set(given).union(session.rejected).sorted()
  }

  /// Gives rejected items the lowest score.
  func reject(_ items: [Int32], _ candidates: Candidates, in scores: inout Matrix, row: Int) {
    let start = row * scores.columns
    scores.withUnsafeMutableBufferPointer { scores in
      switch candidates {
      case .all:
        for item in items where item >= 0 && Int(item) < itemCount { scores[start + Int(item)] = -.infinity }
      case .rows(let rows):
        let rejected = Set(items)
        for (column, item) in rows.enumerated() where rejected.contains(item.rawValue) {
          scores[start + column] = -.infinity
        }
      }
    }
  }
}
