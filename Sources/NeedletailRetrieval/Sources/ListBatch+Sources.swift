import NeedletailCore
import NeedletailData
import NeedletailMath

/// What each source brings.
extension ListBatch {
  /// The model's best `count` for each request among what passes.
  func modelLists(count: Int) throws -> [[ScoredItem]] {
    let queries = tasks.map(\.request.query)
    let itemCount = Int32(catalogue.modelItemCount)
    let excluded = tasks.map { task in
      task.excluded.last.map { $0 >= itemCount } == true
        ? task.excluded.filter { $0 < itemCount } : task.excluded
    }
    switch tasks[0].filter.way {
    case .all: return try recommend(queries, count: count, excluded: excluded)
    case .allBut(let rejected):
      return try recommend(
        queries, count: count, excluded: excluded.map { Self.union(rejected, $0) })
    case .rows(let rows):
      return try recommend(queries, count: count, candidates: .rows(rows), excluded: excluded)
    case .most: return try sifted(queries, count: count, excluded: excluded)
    }
  }

  /// Asks for more than are needed and takes out what does not pass; who falls short asks again for more.
  private func sifted(_ queries: [Query], count: Int, excluded: [[Int32]]) throws -> [[ScoredItem]] {
    let filter = tasks[0].filter
    var lists = [[ScoredItem]](repeating: [], count: queries.count)
    var open = Array(queries.indices)
    var asked = Int((Double(count) / filter.share * 1.25).rounded(.up)) + 32
    while !open.isEmpty {
      let answers = try recommend(
        open.map { queries[$0] }, count: asked, excluded: open.map { excluded[$0] })
      var short: [Int] = []
      for (index, answer) in zip(open, answers) {
        let passing = answer.filter { filter.passing.holds($0.item) }
        if passing.count < count, answer.count == asked { short.append(index) }
        lists[index] = Array(passing.prefix(count))
      }
      open = short
      asked *= 4
    }
    return lists
  }

  private func recommend(
    _ queries: [Query], count: Int, candidates: Candidates = .all, excluded: [[Int32]]
  ) throws -> [[ScoredItem]] {
    let isFree = excluded.allSatisfy(\.isEmpty)
    return try ranker.recommend(
      queries, RankingRequest(count: count, candidates: candidates, excluded: isFree ? [] : excluded))
  }

  /// Two ascending lists as one.
  private static func union(_ left: [Int32], _ right: [Int32]) -> [Int32] {
    guard !right.isEmpty else { return left }
    var merged: [Int32] = []
    merged.reserveCapacity(left.count + right.count)
    var (i, j) = (0, 0)
    while i < left.count, j < right.count {
      let (a, b) = (left[i], right[j])
      merged.append(min(a, b))
      if a <= b { i += 1 }
      if b <= a { j += 1 }
    }
    return merged + left[i...] + right[j...]
  }

  /// The nearest to each of the last positives that may be in the list.
  func similar(_ source: CandidateSources.Similar, for task: ListTask) throws -> [Int32] {
    try task.positives.flatMap { item in
      try pipeline.memory.neighbours(of: item, count: source.count * 4, by: pipeline.recommender)
        .lazy.filter { task.allows($0) }.prefix(source.count)
    }
  }

  /// What is consumed most at present and may be in the list.
  func trending(_ count: Int, for task: ListTask) -> [Int32] {
    walk(count) {
      pipeline.memory.trending($0, in: catalogue)
    } take: {
      task.allows($0)
    }
  }

  /// The newest items that may be in the list.
  func newest(_ source: CandidateSources.New, for task: ListTask) -> [Int32] {
    let oldest = task.now.subtractingReportingOverflow(Int64(source.maxAge * 1000)).partialValue
    return walk(source.count) {
      pipeline.memory.newest($0, in: catalogue)
    } take: { row in
      let time = catalogue.times[Int(row)]
      return time > oldest && time <= task.now && task.allows(row)
    } until: {
      catalogue.times[Int($0)] <= oldest
    }
  }

  /// The first `count` items of an order that are taken; the head of the order grows until it suffices.
  private func walk(
    _ count: Int, along head: (Int) -> LargestFirst, take: (Int32) -> Bool,
    until isEnd: (Int32) -> Bool = { _ in false }
  ) -> [Int32] {
    guard count > 0 else { return [] }
    var length = max(1024, 4 * count)
    while true {
      let order = head(length)
      var found: [Int32] = []
      var ended = order.isWhole
      for row in order.rows {
        if isEnd(row) {
          ended = true
          break
        }
        if take(row) { found.append(row) }
        if found.count == count { return found }
      }
      if ended { return found }
      length *= 16
    }
  }
}
