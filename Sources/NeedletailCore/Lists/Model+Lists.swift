public import NeedletailData
public import NeedletailMath

extension Model {
  /// What the model is asked for one of its training users: the history that it was trained on.
  ///
  /// - Precondition: the row lies in the vocabulary.
  public func query(for user: UserRow) -> Query { Query(user: user, profile: profile(of: user)) }

  /// The best items for a history, best first.
  public func list(for query: Query, _ rules: ListRules) throws -> [ScoredItem] {
    try recommender.recommend([query], rules.request(for: [query]))[0]
  }

  /// The best items for every training user, in row order: users in batches over the pool.
  ///
  /// - Throws: `CancelledError` when interrupted.
  public func listsForAllUsers(
    _ rules: ListRules, pool: WorkerPool, progress: (@Sendable (Progress) -> Void)? = nil,
    cancellation: Cancellation? = nil
  ) throws -> [[ScoredItem]] {
    let batch = 256
    let batches = (users.count + batch - 1) / batch
    var lists = [[ScoredItem]](repeating: [], count: users.count)
    try lists.withUnsafeMutableBufferPointer { lists in
      let places = SharedPointer(lists)
      let count = users.count
      try pool.forEach(count: batches, cancellation: cancellation) { index in
        progress?(Progress(stage: "batch", completed: index, total: batches))
        let rows = index * batch..<min(count, (index + 1) * batch)
        let queries = rows.map { query(for: UserRow($0)) }
        let answers = try recommender.recommend(queries, rules.request(for: queries))
        for (row, answer) in zip(rows, answers) { places[row] = answer }
      }
    }
    return lists
  }

  /// What each item of a history adds to the score of each item of a list; nil when the model cannot say.
  public func reasons(for list: [ScoredItem], of query: Query) throws -> [[ScoredItem]]? {
    guard let explaining = recommender as? any Explaining else { return nil }
    return try list.map { try explaining.explain(query, item: ItemRow(rawValue: $0.item)) }
  }

  /// The title of an item, if the data had one.
  public func title(of item: Int32) -> String? {
    itemTitles.flatMap { titles in titles[Int(item)].isEmpty ? nil : titles[Int(item)] }
  }
}
