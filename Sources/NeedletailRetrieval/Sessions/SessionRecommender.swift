public import NeedletailCore
import NeedletailData
public import NeedletailMath

/// Any fitted model, adapted to the running session of whoever asks.
///
/// A question with a `time` and timed `events` is divided: the events of the running session form one history,
/// all else the long-term one. The model scores both, and the score of an item is
///
///     (1 − g) · long + g · (rms(long) / rms(session)) · session
///
/// with g from `SessionBlend`. Root mean squares are over rows fixed with the model, so a (query, item) score
/// has the same bits alone, in any batch and among any candidates. For a model whose score is an inner product
/// this equals scoring by the vector (1 − g) · long + g' · session: blending scores is blending vectors. An
/// item with a negative event in the session scores −∞ until the session ends.
///
/// A question without a running session, or without a time, goes to the model as it is.
///
/// ```swift
/// let adapted = SessionRecommender(model.recommender, kindNames: ["view", "like", "dislike"])
/// let list = try adapted.recommend([Query(user: row, profile: profile, events: events, time: now)], request)
/// ```
public struct SessionRecommender: Recommender {
  /// The model that is adapted.
  public let base: any Recommender
  /// How much sessions count.
  public let blend: SessionBlend
  private let kindWeights: [Float]
  private let reference: ScaleReference

  /// Adapts a model.
  ///
  /// - Parameter kindNames: the names that the kinds of events are numbered by; kinds beyond them weigh 1.
  /// - Precondition: the blend's numbers lie in their ranges.
  public init(_ base: any Recommender, blend: SessionBlend = SessionBlend(), kindNames: [String] = []) {
    precondition(
      blend.halfLife > 0 && blend.idleGap > 0 && blend.capacity >= 1 && blend.fullShiftPositives >= 1
        && (0...1).contains(blend.largestShare) && blend.slope >= 0 && !blend.offset.isNaN,
      "a blend out of its ranges: \(blend)")
    self.base = base
    self.blend = blend
    kindWeights = kindNames.map { blend.weight(ofKind: $0) }
    reference = ScaleReference(itemCount: base.itemCount)
  }

  /// The algorithm of the model.
  public var algorithm: any Algorithm { base.algorithm }
  /// The number of items that the model knows.
  public var itemCount: Int { base.itemCount }

  /// The session that a question falls into; one without events when none is running.
  ///
  /// - Complexity: O(events log events).
  public func session(of query: Query) -> RunningSession { divided(query).session }

  /// Scores every candidate for every query.
  ///
  /// - Complexity: that of the model; a query in a session is scored twice.
  public func score(_ queries: [Query], candidates: Candidates, into scores: inout Matrix) throws {
    let divided = queries.map(divided)
    try base.score(divided.map(\.longTerm), candidates: candidates, into: &scores)
    try blend(divided, candidates: candidates, into: &scores)
  }

  /// The best items for every query, best first, without items rejected in the session.
  ///
  /// Queries outside sessions take the model's own way to lists.
  public func recommend(_ queries: [Query], _ request: RankingRequest) throws -> [[ScoredItem]] {
    let divided = queries.map(divided)
    let plain = queries.indices.filter { divided[$0].session.isSilent }
    var lists = [[ScoredItem]](repeating: [], count: queries.count)
    if !plain.isEmpty {
      var request = request
      if !request.excluded.isEmpty { request.excluded = plain.map { request.excluded[$0] } }
      let answers = try base.recommend(plain.map { divided[$0].longTerm }, request)
      for (index, list) in zip(plain, answers) { lists[index] = list }
    }
    let adapted = queries.indices.filter { !divided[$0].session.isSilent }
    guard !adapted.isEmpty else { return lists }
    let own = adapted.map { divided[$0] }
    var scores = Matrix(rows: adapted.count, columns: request.candidates.count(of: itemCount))
    try base.score(own.map(\.longTerm), candidates: request.candidates, into: &scores)
    try blend(own, candidates: request.candidates, into: &scores)
    for (row, index) in adapted.enumerated() {
      let given = request.excluded.isEmpty ? [] : request.excluded[index]
      let rejected = own[row].session.rejected
      let excluded = rejected.isEmpty ? given : Set(given).union(rejected).sorted()
      lists[index] =
        switch request.candidates {
        case .all: TopK.select(scores.row(row), count: request.count, excluding: excluded.span)
        case .rows(let rows):
          TopK.select(
            scores.row(row), of: rows.map(\.rawValue), count: request.count, excluding: excluded)
        }
    }
    return lists
  }

  /// Writes the model; a blend is configuration and no part of its file.
  public func write(to file: inout ModelWriter) throws { try base.write(to: &file) }

  private func divided(_ query: Query) -> DividedQuery {
    DividedQuery(query, blend: blend) { Int($0) < kindWeights.count ? kindWeights[Int($0)] : 1 }
  }

  /// Adds the session's part to long-term scores, row by row.
  private func blend(
    _ divided: [DividedQuery], candidates: Candidates, into scores: inout Matrix
  ) throws {
    let shifted = divided.indices.filter { divided[$0].session.share > 0 }
    if !shifted.isEmpty {
      var session = Matrix(rows: shifted.count, columns: scores.columns)
      try base.score(shifted.map { divided[$0].sessionQuery }, candidates: candidates, into: &session)
      let long = try reference.scales(
        of: shifted.map { divided[$0].longTerm }, base, scored: scores, rows: shifted, candidates)
      let short = try reference.scales(
        of: shifted.map { divided[$0].sessionQuery }, base, scored: session, rows: Array(shifted.indices),
        candidates)
      for (place, row) in shifted.enumerated() {
        let share = divided[row].session.share
        let ratio = long[place] > 0 && short[place] > 0 ? long[place] / short[place] : 1
        Self.add(
          session, row: place, times: Float(share * ratio), to: &scores, row: row, times: Float(1 - share))
      }
    }
    for (row, query) in divided.enumerated() where !query.session.rejected.isEmpty {
      reject(query.session.rejected, candidates, in: &scores, row: row)
    }
  }

  /// One row becomes itself times a factor plus another row times another; each element by itself.
  private static func add(
    _ source: Matrix, row: Int, times factor: Float, to target: inout Matrix, row targetRow: Int,
    times ownFactor: Float
  ) {
    let columns = target.columns
    target.withUnsafeMutableBufferPointer { target in
      source.withUnsafeBufferPointer { source in
        let (to, from) = (targetRow * columns, row * columns)
        for column in 0..<columns {
          target[to + column] = target[to + column] * ownFactor + source[from + column] * factor
        }
      }
    }
  }

  private func reject(
    _ items: [Int32], _ candidates: Candidates, in scores: inout Matrix, row: Int
  ) {
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
