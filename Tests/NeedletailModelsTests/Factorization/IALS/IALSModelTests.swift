import NeedletailCore
import NeedletailData
import NeedletailMath
import NeedletailModels
import TestSupport
import Testing

@Suite("iALS models")
struct IALSModelTests {
  private static func data(_ weighting: Weighting = .value) -> TrainingData {
    TrainingData(
      log: GeneratedLog.log(users: 60, items: 90, events: 1500, ratings: weighting != .binary),
      weighting: weighting)
  }

  private static func fit(
    _ algorithm: IALS, _ data: TrainingData = data(), seed: UInt64 = 1, threads: Int = 2
  ) throws -> IALSModel {
    let options = TrainingOptions(seed: seed, pool: WorkerPool(threads: threads))
    return try #require(try algorithm.fit(data, from: nil, options: options) as? IALSModel)
  }

  @Test("the same seed gives the same bits for any number of threads", arguments: IALS.Solver.allCases)
  func threads(_ solver: IALS.Solver) throws {
    let algorithm = IALS(dimension: 24, epochs: 3, solver: solver, blockSize: 10)
    let one = try Self.fit(algorithm, threads: 1)
    let two = try Self.fit(algorithm, threads: 2)
    #expect(one.userFactors.bitPatterns == two.userFactors.bitPatterns)
    #expect(one.itemFactors.bitPatterns == two.itemFactors.bitPatterns)
    #expect(one.spectrum == two.spectrum)
    #expect(try Self.fit(algorithm, seed: 2).itemFactors != one.itemFactors)
  }

  @Test("both solvers come to the same ranking quality of the loss")
  func solvers() throws {
    let data = Self.data(.binary)
    let exact = try Self.fit(IALS(dimension: 12, l2: 0.05, epochs: 60), data)
    let block = try Self.fit(IALS(dimension: 12, l2: 0.05, epochs: 60, solver: .block, blockSize: 12), data)
    let oracle = IALSOracle(data.matrix, unobserved: 0.1, l2: 0.05)
    let losses = [exact, block].map {
      oracle.loss(
        users: $0.userFactors.doubles(columns: 12), items: $0.itemFactors.doubles(columns: 12)
      ).total
    }
    #expect(abs(losses[0] - losses[1]) < 0.01 * losses[0])
  }

  @Test("a stored row has the bits of folding its history in; another history is folded in")
  func foldIn() throws {
    let data = Self.data()
    let model = try Self.fit(IALS(dimension: 20, epochs: 2), data)
    for user in [0, 1, 7, 59] {
      let profile = data.profile(of: UserRow(user))
      let known = model.vectors(of: [Query(user: UserRow(user), profile: profile)])
      #expect(known.bitPatterns == model.vectors(of: [Query(profile: profile)]).bitPatterns)
      #expect(known.bitPatterns == model.foldIn([profile]).bitPatterns)
      let other = Profile([ItemRow(3)])
      let changed = model.vectors(of: [Query(user: UserRow(user), profile: other)])
      #expect(changed.bitPatterns == model.foldIn([other]).bitPatterns)
    }
    let oracle = IALSOracle(data.matrix, unobserved: 0.1, l2: 0.003)
    let expected = oracle.solveUsers(items: model.itemFactors.doubles(columns: 20))
    #expect(model.userFactors.doubles(columns: 20).distance(expected) < 2e-4)
  }

  @Test("users beyond the model, empty histories and odd weights are answered")
  func strangers() throws {
    let model = try Self.fit(IALS(dimension: 8, epochs: 2))
    let odd = Profile(items: [1, 2, 3], weights: [.nan, -1, .infinity])
    let queries = [
      Query(user: UserRow(1_000_000), profile: Profile([ItemRow(5)])), Query(profile: .empty),
      Query(user: UserRow(-1), profile: odd),
    ]
    var scores = Matrix(rows: 3, columns: 90)
    try model.score(queries, candidates: .all, into: &scores)
    #expect(scores.elements.array.allSatisfy { $0.isFinite })
    #expect(scores.elements.array.dropFirst(90).allSatisfy { $0 == 0 })
    #expect(scores.elements.array.prefix(90).contains { $0 > 0 })
    #expect(try model.explain(queries[1], item: ItemRow(0)).isEmpty)
    #expect(try model.recommend([], RankingRequest(count: 3)).isEmpty)
  }

  @Test("a score has the same bits alone, in a batch and among any candidates")
  func bits() throws {
    let data = Self.data()
    let model = try Self.fit(IALS(dimension: 20, epochs: 2), data)
    let queries = (0..<60).map { Query(profile: data.profile(of: UserRow($0))) }
    var all = Matrix(rows: 60, columns: 90)
    try model.score(queries, candidates: .all, into: &all)
    let rows = [ItemRow(80), ItemRow(2), ItemRow(41)]
    for user in [0, 13, 59] {
      var some = Matrix(rows: 1, columns: 3)
      try model.score([queries[user]], candidates: .rows(rows), into: &some)
      #expect(rows.indices.allSatisfy { some[0, $0] == all[user, rows[$0].index] })
    }
    let excluded = queries.map(\.profile.items)
    let lists = try model.recommend(queries, RankingRequest(count: 7, excluded: excluded))
    let candidates = Candidates.rows((0..<90).map { ItemRow($0) })
    #expect(
      try model.recommend(queries, RankingRequest(count: 7, candidates: candidates, excluded: excluded))
        == lists)
    for (user, list) in lists.enumerated() {
      let seen = excluded[user]
      let expected = TopK.select(all.row(user), count: 7, excluding: seen.span)
      #expect(list == expected)
    }
  }

  @Test("explanations sum to the score", arguments: [4, 64])
  func explanations(_ dimension: Int) throws {
    let data = Self.data()
    let model = try Self.fit(IALS(dimension: dimension, epochs: 3), data)
    let query = Query(user: UserRow(3), profile: data.profile(of: UserRow(3)))
    var scores = Matrix(rows: 1, columns: 90)
    try model.score([query], candidates: .all, into: &scores)
    for item in [0, 17, 88] {
      let parts = try model.explain(query, item: ItemRow(item))
      #expect(parts.map(\.item) == query.profile.items)
      #expect(abs(parts.reduce(0) { $0 + $1.score } - scores[0, item]) < 1e-4)
    }
  }

  @Test("similar items are those of the largest cosine")
  func similar() throws {
    let model = try Self.fit(IALS(dimension: 10, epochs: 3))
    let vectors = model.itemFactors.doubles(columns: 10)
    func cosine(_ a: Int, _ b: Int) -> Double {
      let lengths = (dot(vectors[a], vectors[a]) * dot(vectors[b], vectors[b])).squareRoot()
      return lengths > 0 ? dot(vectors[a], vectors[b]) / lengths : 0
    }
    let found = try model.similar(to: ItemRow(4), count: 5)
    let expected = (0..<90).filter { $0 != 4 }.sorted { cosine(4, $0) > cosine(4, $1) }.prefix(5)
    #expect(found.map { Int($0.item) } == Array(expected))
    for entry in found { #expect(abs(Double(entry.score) - cosine(4, Int(entry.item))) < 1e-5) }
  }

  @Test("rows without interactions are zero")
  func emptyRows() throws {
    let log = InteractionLog(
      users: Vocabulary(["a", "b", "c"]), items: Vocabulary(["1", "2", "3", "4"]),
      userRows: SharedBuffer([0, 0, 2]), itemRows: SharedBuffer([0, 2, 2]))
    for solver in IALS.Solver.allCases {
      let model = try Self.fit(IALS(dimension: 3, epochs: 2, solver: solver), TrainingData(log: log))
      #expect(model.userFactors.isZero(row: 1))
      #expect(model.itemFactors.isZero(row: 1) && model.itemFactors.isZero(row: 3))
      #expect(!model.userFactors.isZero(row: 0) && !model.itemFactors.isZero(row: 2))
    }
  }

  @Test("data that cannot be learnt from are refused")
  func refusals() {
    let empty = InteractionLog(
      users: Vocabulary(["a"]), items: Vocabulary(["1"]), userRows: SharedBuffer([]),
      itemRows: SharedBuffer([]))
    #expect(throws: TrainingError.self) { _ = try Self.fit(IALS(dimension: 2), TrainingData(log: empty)) }
    for weight in [-1, Float.nan, .infinity] {
      let log = InteractionLog(
        users: Vocabulary(["a"]), items: Vocabulary(["1"]), userRows: SharedBuffer([0]),
        itemRows: SharedBuffer([0]), values: SharedBuffer([weight]))
      #expect(throws: TrainingError.self) {
        try Self.fit(IALS(dimension: 2), TrainingData(log: log, weighting: .value))
      }
    }
  }

  @Test("no regularisation and enormous weights stay finite", arguments: IALS.Solver.allCases)
  func extremes(_ solver: IALS.Solver) throws {
    var log = GeneratedLog.log(users: 30, items: 20, events: 300)
    log.values = SharedBuffer((0..<300).map { $0 % 3 == 0 ? 1e9 : 1e-9 })
    let model = try Self.fit(
      IALS(dimension: 40, l2: 0, unobservedWeight: 1e-9, epochs: 3, solver: solver),
      TrainingData(log: log, weighting: .value))
    #expect(model.userFactors.elements.array.allSatisfy { $0.isFinite })
    #expect(model.itemFactors.elements.array.allSatisfy { $0.isFinite })
  }

  @Test("a cancelled fit stops, and progress tells the loss of each epoch")
  func progress() throws {
    let cancellation = Cancellation()
    let notes = Notes()
    let options = TrainingOptions(
      progress: { progress in
        notes.add("\(progress.completed)/\(progress.total) \(progress.note.prefix(4))")
        if progress.completed == 2 { cancellation.cancel() }
      }, cancellation: cancellation)
    #expect(throws: CancelledError.self) {
      try IALS(dimension: 4, epochs: 9).fit(Self.data(), from: nil, options: options)
    }
    #expect(notes.all == ["0/9 ", "1/9 loss", "2/9 loss"])
  }
}
