import NeedletailCore
import NeedletailData
import NeedletailMath

extension EvaluationPlan {
  /// How many users are answered at a time; depends on the catalogue alone, so results depend on nothing else.
  ///
  /// A batch holds at most four million scores.
  var batchSize: Int { min(max(4_000_000 / max(itemCount, 1), 8), 256) }

  /// What a model is asked for a user.
  func query(_ user: Int) -> Query {
    let row = users[user]
    let range = profiles.range(ofRow: row.index)
    let log = historyLog
    let events = histories.positions(of: row).map { position in
      Query.Event(
        item: ItemRow(rawValue: log.itemRows[position]), value: log.values?[position] ?? 1,
        time: log.times?[position] ?? 0, kind: log.kinds?[position] ?? 0)
    }
    return Query(
      user: options.foldIn || split.foldIn != nil ? nil : row,
      profile: Profile(
        items: range.map { profiles.columnIndices[$0] }, weights: range.map { profiles.value(at: $0) }),
      events: events)
  }

  /// The items of a user's history, ascending.
  func history(_ user: Int) -> [Int32] {
    seen.range(ofRow: users[user].index).map { seen.columnIndices[$0] }
  }

  /// The items that may not be recommended to a user, ascending.
  func exclusions(_ user: Int) -> [Int32] {
    guard !isSampled else { return [] }
    guard !options.includeSeen else { return excluded }
    let history = self.history(user)
    return excluded.isEmpty ? history : Set(history).union(excluded).sorted()
  }

  /// A user's test items and negatives, ascending.
  func sampledCandidates(_ user: Int) -> [ItemRow] {
    let negatives = split.negatives?[users[user]]?.map(\.rawValue) ?? []
    return Set(negatives).union(relevance.items(of: user)).sorted().map { ItemRow(rawValue: $0) }
  }

  /// What a user would be shown by popularity alone, under the same rules.
  func popularItems(_ user: Int, count: Int, isCandidate: [Bool]) -> [Int32] {
    if isSampled {
      let candidates = sampledCandidates(user).map(\.rawValue)
      return Array(
        candidates.sorted {
          let (a, b) = (popularity.userCounts[Int($0)], popularity.userCounts[Int($1)])
          return a == b ? $0 < $1 : a > b
        }.prefix(count))
    }
    let excluded = Set(exclusions(user))
    return Array(
      popularity.order.lazy.filter { isCandidate[Int($0)] && !excluded.contains($0) }.prefix(count))
  }

  /// What lists of this plan are judged against.
  var context: JudgingContext {
    var isCandidate = [Bool](repeating: candidates == .all, count: itemCount)
    if case .rows(let rows) = candidates { for row in rows { isCandidate[row.index] = true } }
    let mask = isCandidate
    var context = JudgingContext(relevance: relevance)
    context.popularity = popularity
    context.rankableCount = rankableCount
    context.history = { history($0) }
    context.primitive = { popularItems($0, count: $1, isCandidate: mask) }
    if let table = options.itemFeatures {
      context.categories = ItemCategories(table)
      let column = options.calibrationColumn ?? ItemCategories.principalColumn(of: table)
      context.calibrationCategories = column.flatMap { ItemCategories(table, column: $0) }
    }
    return context
  }
}
