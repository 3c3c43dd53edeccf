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
/// has the same bits alone, in any batch and among any candidates. Where a score is an inner product
/// (`FactorRecommender`), blending scores is blending vectors: these are blended, and scored once. An item with a
/// negative event in the session scores −∞ until the session ends.
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
  let reference: ScaleReference

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
  /// - Complexity: that of the model; a query in a session is scored twice, unless by a `FactorRecommender`.
  public func score(_ queries: [Query], candidates: Candidates, into scores: inout Matrix) throws {
    let divided = queries.map(divided)
    if let factors = base as? any FactorRecommender {
      factors.score(vectors: vectors(of: divided, factors), candidates: candidates, into: &scores)
    } else {
      try base.score(divided.map(\.longTerm), candidates: candidates, into: &scores)
      try blend(divided, candidates: candidates, into: &scores)
    }
    for (row, query) in divided.enumerated() where !query.session.rejected.isEmpty {
      reject(query.session.rejected, candidates, in: &scores, row: row)
    }
  }

  /// The best items for every query, best first, without items rejected in the session.
  ///
  /// Queries outside sessions take the model's own way to lists.
  public func recommend(_ queries: [Query], _ request: RankingRequest) throws -> [[ScoredItem]] {
    let divided = queries.map(divided)
    if let factors = base as? any FactorRecommender {
      var request = request
      if divided.contains(where: { !$0.session.rejected.isEmpty }) {
        request.excluded = divided.indices.map { excluded(request, divided[$0].session, $0) }
      }
      return factors.recommend(vectors: vectors(of: divided, factors), request)
    }
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
      let excluded = excluded(request, own[row].session, index)
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
}
