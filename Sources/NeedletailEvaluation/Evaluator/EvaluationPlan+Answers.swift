import NeedletailCore
import NeedletailData
import NeedletailMath
import Synchronization

/// Everything that a model was asked for.
struct Answers: Sendable {
  /// The lists of all users; nil when no metric needs them.
  var lists: RankedLists?
  /// Positions of relevant items, for those users whose candidates were scored in full.
  var positions: [RankPositions?]
  /// The predicted value of each test interaction; nil when no metric needs them.
  var predictions: [Float]?
}

extension EvaluationPlan {
  /// Asks a model, batch by batch, on all threads.
  ///
  /// - Parameters:
  ///   - listLength: the length of the lists; 0 for none.
  ///   - isScored: the users whose candidates are scored in full.
  ///   - predictor: asked for the values of the test interactions, if any.
  func ask(
    _ recommender: any Recommender, listLength: Int, isScored: [Bool], predictor: (any RatingPredictor)?
  ) throws -> Answers {
    var lists = RankedLists(users: users.count, width: listLength)
    var positions = [RankPositions?](repeating: nil, count: users.count)
    var predictions = [Float](repeating: .nan, count: predictor == nil ? 0 : test.count)
    let size = batchSize
    let batches = (users.count + size - 1) / size
    let done = Atomic<Int>(0)
    try lists.withWriter { writer in
      try positions.withUnsafeMutableBufferPointer { positions in
        try predictions.withUnsafeMutableBufferPointer { predictions in
          let positions = SharedPointer(positions)
          let predictions = SharedPointer(predictions)
          try options.pool.forEach(count: batches, cancellation: options.cancellation) { batch in
            let all = Array(batch * size..<min((batch + 1) * size, users.count))
            let queries = all.map(query)
            let judged = all.indices.filter { relevance.count(of: all[$0]) > 0 }
            if listLength > 0 {
              try writeLists(
                recommender, judged.map { queries[$0] }, users: judged.map { all[$0] }, to: writer)
            }
            let scored = judged.filter { isScored[all[$0]] }
            if !scored.isEmpty {
              try count(recommender, scored.map { queries[$0] }, users: scored.map { all[$0] }, to: positions)
            }
            if let predictor {
              for (user, query) in zip(all, queries) {
                let items = test.items(of: user).map { ItemRow(rawValue: $0) }
                let values = try predictor.predict(query, items: items)
                for (place, value) in zip(test.range(of: user), values) { predictions[place] = value }
              }
            }
            let completed = done.add(1, ordering: .relaxed).newValue
            options.progress?(completed, batches)
          }
        }
      }
    }
    return Answers(
      lists: listLength > 0 ? lists : nil, positions: positions,
      predictions: predictor == nil ? nil : predictions)
  }

  private func writeLists(
    _ recommender: any Recommender, _ queries: [Query], users: [Int], to writer: RankedLists.Writer
  ) throws {
    guard !queries.isEmpty else { return }
    if isSampled {
      for (query, user) in zip(queries, users) {
        let request = RankingRequest(count: writer.width, candidates: .rows(sampledCandidates(user)))
        let list = try recommender.recommend([query], request)[0]
        writer.write(list.map(\.item), user: user)
      }
      return
    }
    let request = RankingRequest(
      count: writer.width, candidates: candidates, excluded: users.map(exclusions))
    for (user, list) in zip(users, try recommender.recommend(queries, request)) {
      writer.write(list.map(\.item), user: user)
    }
  }

  /// Scores all candidates of some users and counts where their relevant items stand.
  private func count(
    _ recommender: any Recommender, _ queries: [Query], users: [Int],
    to positions: SharedPointer<RankPositions?>
  ) throws {
    if isSampled {
      for (query, user) in zip(queries, users) {
        let rows = sampledCandidates(user)
        var scores = Matrix(rows: 1, columns: rows.count)
        try recommender.score([query], candidates: .rows(rows), into: &scores)
        let relevant = rows.indices.filter { relevance.contains(rows[$0].rawValue, user: user) }
        let taking = [Bool](repeating: false, count: rows.count)
        positions[user] = RankPositions(
          scores: scores.row(0), relevantColumns: relevant, isExcluded: taking.span)
      }
      return
    }
    var scores = Matrix(rows: queries.count, columns: candidates.count(of: itemCount))
    try recommender.score(queries, candidates: candidates, into: &scores)
    var columns: [Int]?
    if case .rows(let rows) = candidates {
      var map = [Int](repeating: -1, count: itemCount)
      for (column, row) in rows.enumerated() { map[row.index] = column }
      columns = map
    }
    func column(_ item: Int32) -> Int { columns?[Int(item)] ?? Int(item) }
    var isExcluded = [Bool](repeating: false, count: scores.columns)
    for (row, user) in users.enumerated() {
      let out = exclusions(user).map(column).filter { $0 >= 0 }
      for item in out { isExcluded[item] = true }
      positions[user] = RankPositions(
        scores: scores.row(row), relevantColumns: relevance.items(of: user).map(column),
        isExcluded: isExcluded.span)
      for item in out { isExcluded[item] = false }
    }
  }
}
