import NeedletailCore
import NeedletailData
import NeedletailMath

/// Requests that share a filter, and so the calls of the model.
struct ListBatch {
  let tasks: [ListTask]
  let catalogue: Catalogue
  let pipeline: Pipeline
  let ranker: any Recommender

  init(_ tasks: [ListTask], in catalogue: Catalogue, of pipeline: Pipeline) {
    self.tasks = tasks
    self.catalogue = catalogue
    self.pipeline = pipeline
    ranker = pipeline.ranker(in: catalogue)
  }

  /// The finished list of each request.
  func lists() throws -> [[PipelineEntry]] {
    var pools = try candidates()
    let shapers = try tasks.map { try ListShaper($0, in: catalogue, of: pipeline) }
    var drafts = [[ListShaper.Slot]?](repeating: nil, count: tasks.count)
    for index in tasks.indices where !shapers[index].isPlain {
      pools[index].index()
      drafts[index] = try shapers[index].draft(from: pools[index])
    }
    // What was pinned or drawn at random and is no candidate still shows the ranker's score.
    let missing = tasks.indices.map { index in
      (drafts[index] ?? []).map(\.item).filter { !pools[index].contains($0) }
    }
    try score(missing) { pools[$0].scoreBeside($1, $2) }
    return tasks.indices.map { index in
      let pool = pools[index]
      guard let draft = drafts[index] else {
        return pool.ranked.prefix(tasks[index].count).map {
          PipelineEntry(item: $0.item, score: $0.score, source: pool.source(of: $0.item))
        }
      }
      let pinned = shapers[index].pinnedItems
      return draft.map { slot in
        PipelineEntry(
          item: slot.item, score: pool.score(of: slot.item),
          source: slot.stage ?? (pinned.contains(slot.item) ? "pin" : pool.source(of: slot.item)),
          propensity: slot.propensity)
      }
    }
  }

  /// The candidates of each request with their scores, best first.
  private func candidates() throws -> [CandidatePool] {
    if let own = tasks[0].request.rules.candidates { return try ownCandidates(own) }
    let sources = pipeline.definition.sources
    let wanted = tasks.map { wantedCount($0) }
    var pools: [CandidatePool]
    if tasks[0].group.isByTrend {
      pools = zip(tasks, wanted).map { task, count in
        CandidatePool(
          trending(count, for: task).map { ScoredItem(item: $0, score: catalogue.trend[Int($0)]) },
          source: "trending")
      }
    } else if sources.model != nil {
      let lists = try modelLists(count: wanted.max() ?? 0)
      pools = zip(lists, wanted).map { list, count in CandidatePool(list.prefix(count), source: "model") }
    } else {
      pools = tasks.map { _ in CandidatePool([], source: "model") }
    }
    try addOthers(to: &pools)
    return pools
  }

  /// How many of the model's best a request needs.
  private func wantedCount(_ task: ListTask) -> Int {
    let definition = pipeline.definition
    let sources = definition.sources
    // Re-ranking needs something to choose from.
    let isShaped =
      task.variety > 0 || !definition.boosts.isEmpty || !definition.quotas.isEmpty
      || definition.diversity.cap != nil || !task.request.rules.boosts.isEmpty
      || !task.request.rules.quotas.isEmpty
    return max(task.count, sources.model ?? 0, isShaped ? 200 : 0)
  }

  /// Adds what the other sources bring, and ranks it.
  private func addOthers(to pools: inout [CandidatePool]) throws {
    let sources = pipeline.definition.sources
    guard sources.similar != nil || sources.trending != nil || sources.new != nil else { return }
    var additions: [[(item: Int32, source: String)]] = []
    for (task, pool) in zip(tasks, pools) {
      var known = Set(pool.items)
      var added: [(item: Int32, source: String)] = []
      func add(_ items: [Int32], _ source: String) {
        for item in items where known.insert(item).inserted { added.append((item, source)) }
      }
      if let similar = sources.similar { add(try self.similar(similar, for: task), "similar") }
      if let trending = sources.trending { add(self.trending(trending.count, for: task), "trending") }
      if let new = sources.new { add(newest(new, for: task), "new") }
      additions.append(Array(added.prefix(max(0, sources.limit - pool.items.count))))
    }
    var found = pools
    try score(additions.map { $0.map(\.item) }) { index, scores, rows in
      found[index].add(additions[index], scores: scores, of: rows)
    }
    pools = found
  }

  /// The candidates that the caller brought.
  private func ownCandidates(_ rows: [Int32]) throws -> [CandidatePool] {
    let passing = Set(rows).filter { tasks[0].filter.passing.holds($0) }.sorted()
    var pools = tasks.map { _ in CandidatePool([], source: "model") }
    let own = tasks.map { task in passing.filter { !task.excludes($0) } }
    try score(own) { index, scores, rows in
      pools[index].add(own[index].map { ($0, "model") }, scores: scores, of: rows)
    }
    return pools
  }

  /// Scores some items of each request by one call of the model.
  ///
  /// - Parameter body: given the request's number, the scores of the rows that the model knows (by trend: of
  ///   all), and these rows, ascending.
  private func score(
    _ items: [[Int32]], _ body: (Int, _ scores: [Float], _ rows: [Int32]) -> Void
  ) throws {
    if tasks[0].group.isByTrend {
      for (index, rows) in items.enumerated() where !rows.isEmpty {
        let rows = rows.sorted()
        body(index, rows.map { catalogue.trend[Int($0)] }, rows)
      }
      return
    }
    let asked = items.indices.filter { !items[$0].isEmpty }
    guard !asked.isEmpty else { return }
    let union = Set(items.joined()).filter { $0 < catalogue.modelItemCount }.sorted()
    var scores = Matrix(rows: asked.count, columns: union.count)
    if !union.isEmpty {
      try ranker.score(
        asked.map { tasks[$0].request.query }, candidates: .rows(union.map { ItemRow(rawValue: $0) }),
        into: &scores)
    }
    for (place, index) in asked.enumerated() {
      let row = scores.row(place)
      body(index, row.withUnsafeBufferPointer { Array($0) }, union)
    }
  }
}
