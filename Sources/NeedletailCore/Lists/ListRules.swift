public import NeedletailData

/// What may stand in a list, beside what the history holds already.
public struct ListRules: Sendable {
  /// The length of the list.
  public var count: Int
  /// Whether items of the history may appear.
  public var includeSeen: Bool
  /// The only items that may appear, ascending; nil for all.
  public var candidates: [ItemRow]?
  /// Items that may not appear, ascending.
  public var excluded: [ItemRow]

  /// Rules for lists of `count` items.
  public init(
    count: Int, includeSeen: Bool = false, candidates: [ItemRow]? = nil, excluded: [ItemRow] = []
  ) {
    self.count = count
    self.includeSeen = includeSeen
    self.candidates = candidates
    self.excluded = excluded
  }

  /// The request that these rules make of a recommender for some queries.
  ///
  /// - Complexity: O(items of the profiles and exclusions).
  public func request(for queries: [Query]) -> RankingRequest {
    let forbidden = excluded.map(\.rawValue)
    let excludedRows = queries.map { query -> [Int32] in
      if includeSeen { return forbidden }
      if forbidden.isEmpty { return query.profile.items }
      return Set(query.profile.items).union(forbidden).sorted()
    }
    return RankingRequest(
      count: count, candidates: candidates.map { .rows($0) } ?? .all, excluded: excludedRows)
  }
}
