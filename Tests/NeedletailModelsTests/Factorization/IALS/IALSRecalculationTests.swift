import NeedletailCore
import NeedletailData
import NeedletailMath
import NeedletailModels
import TestSupport
import Testing

@Suite("iALS: rows solved anew, warm starts, projections")
struct IALSRecalculationTests {
  private static let log = GeneratedLog.log(users: 60, items: 90, events: 1500)
  private static let data = TrainingData(log: log, weighting: .value)

  private static func fit(
    _ algorithm: IALS, _ data: TrainingData = data, from previous: (any Recommender)? = nil,
    options: TrainingOptions = TrainingOptions()
  ) throws -> IALSModel {
    try #require(try algorithm.fit(data, from: previous, options: options) as? IALSModel)
  }

  private static func scores(_ model: IALSModel, _ queries: [Query]) throws -> Matrix {
    var scores = Matrix(rows: queries.count, columns: 90)
    try model.score(queries, candidates: .all, into: &scores)
    return scores
  }

  @Test("a user solved anew answers as a stranger with that history; others and the old model stay")
  func user() throws {
    let model = try Self.fit(IALS(dimension: 20, epochs: 2))
    let profile = Profile(items: [2, 40, 77], weights: [1, 3, 2])
    let changed = model.recalculatedUser(UserRow(5), profile: profile)
    let (known, stranger) = (Query(user: UserRow(5), profile: profile), Query(profile: profile))
    #expect(changed.userFactors.row(5)[0] == model.foldIn([profile])[0, 0])
    #expect(
      try Self.scores(changed, [known]).bitPatterns == Self.scores(model, [stranger]).bitPatterns)
    #expect(changed.userFactors.row(5)[0] != model.userFactors.row(5)[0])
    let others = [0, 6, 59].map { Query(user: UserRow($0), profile: Self.data.profile(of: UserRow($0))) }
    #expect(
      try Self.scores(changed, others).bitPatterns == Self.scores(model, others).bitPatterns)
    #expect(changed.recalculatedUsers([]).userFactors == changed.userFactors)
  }

  @Test("an item solved anew is where the gradient of its objective is zero")
  func item() throws {
    let model = try Self.fit(IALS(dimension: 12, l2: 0.05, epochs: 3))
    let users = Profile(items: [0, 3, 9, 31, 58], weights: [1, 2, 1, 1, 3])
    let changed = try model.recalculatedItem(ItemRow(7), users: users)
    // The same objective from the item's side, in the new basis.
    let oracle = IALSOracle(
      CSRMatrix(columns: 60, rows: [zip(users.items, users.weights).map { (Int($0), $1) }]),
      unobserved: 0.1, l2: 0.05)
    let expected = oracle.solveUsers(items: changed.userFactors.doubles(columns: 12))
    #expect([changed.itemFactors.doubles(columns: 12)[7]].distance(expected) < 1e-4)
  }

  @Test("other items keep their scores when one is solved anew, and strangers are folded in exactly")
  func itemOthers() throws {
    let model = try Self.fit(IALS(dimension: 12, epochs: 3))
    let changed = try model.recalculatedItems(
      [(ItemRow(7), Profile(items: [1, 2], weights: [1, 1])), (ItemRow(8), .empty)])
    let queries = (0..<60).map { Query(user: UserRow($0), profile: Self.data.profile(of: UserRow($0))) }
    let (before, after) = (try Self.scores(model, queries), try Self.scores(changed, queries))
    for user in 0..<60 {
      for item in 0..<90 where item != 7 && item != 8 {
        #expect(abs(before[user, item] - after[user, item]) < 1e-4)
      }
      #expect(after[user, 8] == 0)
    }
    let oracle = IALSOracle(
      CSRMatrix(columns: 90, rows: [[(column: 7, value: 1), (column: 30, value: 1)]]), unobserved: 0.1,
      l2: 0.003)
    let expected = oracle.solveUsers(items: changed.itemFactors.doubles(columns: 12))
    let folded = changed.foldIn([Profile([ItemRow(7), ItemRow(30)])]).doubles(columns: 12)
    #expect(folded.distance(expected) < 1e-3)
    let gramian = changed.itemFactors.doubles(columns: 12).transposed
    for (k, axis) in gramian.enumerated() {
      #expect(abs(dot(axis, axis) - Double(changed.spectrum[k])) < 1e-4 * Double(changed.spectrum[0]))
    }
  }

  @Test("solving all items anew is a half-step of the fit")
  func allItems() throws {
    let model = try Self.fit(IALS(dimension: 10, l2: 0.05, epochs: 2))
    let transposed = Self.data.matrix.transposed()
    let changed = try model.recalculatedItems(
      (0..<90).map { (ItemRow($0), transposed.profile(ofRow: $0)) }, pool: WorkerPool(threads: 2))
    let oracle = IALSOracle(Self.data.matrix, unobserved: 0.1, l2: 0.05)
    let users = changed.userFactors.doubles(columns: 10)
    let losses = [model, changed].map {
      oracle.loss(
        users: $0.userFactors.doubles(columns: 10), items: $0.itemFactors.doubles(columns: 10)
      ).total
    }
    #expect(losses[1] < losses[0])
    #expect(
      changed.itemFactors.doubles(columns: 10).distance(oracle.transposed.solveUsers(items: users)) < 1e-3)
  }

  @Test("a fit that starts from a fitted model goes on where that ended", arguments: IALS.Solver.allCases)
  func warmStart(_ solver: IALS.Solver) throws {
    func algorithm(_ epochs: Int) -> IALS {
      IALS(dimension: 16, l2: 0.02, epochs: epochs, solver: solver, blockSize: 6)
    }
    func loss(_ model: IALSModel) -> Double {
      IALSOracle(Self.data.matrix, unobserved: 0.1, l2: 0.02).loss(
        users: model.userFactors.doubles(columns: 16), items: model.itemFactors.doubles(columns: 16)
      ).total
    }
    let long = try Self.fit(algorithm(30))
    let cold = try Self.fit(algorithm(1))
    let warm = try Self.fit(algorithm(1), from: long)
    #expect(loss(warm) <= loss(long) * (1 + 1e-5))
    #expect(loss(warm) < loss(cold))
    // Another dimension, or other items, are no start.
    let other = try Self.fit(IALS(dimension: 40, epochs: 1))
    #expect(try Self.fit(algorithm(1), from: other).itemFactors == cold.itemFactors)
    let fewer = try Self.fit(
      algorithm(1), TrainingData(log: GeneratedLog.log(users: 60, items: 80, events: 900)))
    #expect(try Self.fit(algorithm(1), from: fewer).itemFactors == cold.itemFactors)
  }

  @Test("any block size reaches the loss of the exact solver", arguments: [1, 3, 7, 16, 20, 33, 100])
  func blockSizes(_ blockSize: Int) throws {
    let oracle = IALSOracle(Self.data.matrix, unobserved: 0.1, l2: 0.05)
    let losses = try [
      IALS(dimension: 33, l2: 0.05, epochs: 30),
      IALS(dimension: 33, l2: 0.05, epochs: 30, solver: .block, blockSize: blockSize),
    ].map {
      let model = try Self.fit($0)
      return oracle.loss(
        users: model.userFactors.doubles(columns: 33), items: model.itemFactors.doubles(columns: 33)
      ).total
    }
    #expect(losses[1] < 1.02 * losses[0])
  }

  @Test("eight passes over blocks of any size come near the closed form", arguments: [1, 5, 16, 40])
  func passes(_ blockSize: Int) throws {
    let exact = try Self.fit(IALS(dimension: 20, l2: 0.02, epochs: 3))
    let passes = try Self.fit(
      IALS(dimension: 20, l2: 0.02, epochs: 3, blockSize: blockSize, foldInPasses: 8))
    let profiles = (0..<60).map { Self.data.profile(of: UserRow($0)) } + [.empty]
    let found = passes.foldIn(profiles).doubles(columns: 20)
    let expected = exact.foldIn(profiles).doubles(columns: 20)
    #expect(found.distance(expected) < (blockSize >= 20 ? 1e-4 : 0.1))
    #expect(passes.foldIn([profiles[7]]).bitPatterns == passes.foldIn(profiles).bitPatterns(ofRow: 7))
  }

  @Test("a scale-free l2 is kept in the file and used for strangers")
  func scaleFree() throws {
    let model = try Self.fit(IALS(dimension: 8, l2: 0.01, l2Exponent: 0, l2Reference: 1, epochs: 2))
    let plain = IALS.l2(
      0.01, atExponent: 1, as: 0, unobservedWeight: 0.1, matrix: Self.data.matrix)
    let same = try Self.fit(IALS(dimension: 8, l2: plain, l2Exponent: 0, epochs: 2))
    let query = Query(profile: Profile([ItemRow(1), ItemRow(50)]))
    #expect(try Self.scores(model, [query]).bitPatterns == Self.scores(same, [query]).bitPatterns)
    let folder = TemporaryFolder()
    let saved = Model(
      recommender: model, data: Self.data,
      metadata: ModelMetadata(createdBy: "tests", dataFingerprint: "0", seed: 1))
    try saved.save(to: folder.path("model"))
    let opened = try #require(
      try Model.open(folder.path("model"), registry: .models).recommender as? IALSModel)
    #expect(try Self.scores(opened, [query]).bitPatterns == Self.scores(model, [query]).bitPatterns)
  }

  @Test("two thousand dimensions state their memory and time")
  func large() {
    let shape = DataShape(users: 136_677, items: 20_108, interactions: 9_990_682)
    for solver in IALS.Solver.allCases {
      let ials = IALS(dimension: 2048, solver: solver, blockSize: 128)
      let bytes = ials.memoryEstimate(for: shape, threads: 2).bytes
      #expect(bytes > 4 * (136_677 + 2 * 20_108) * 2048 && bytes < 4_000_000_000)
      #expect(ials.expectedSeconds(for: shape, threads: 2)! > 600)
    }
  }
}

extension Matrix {
  /// The bits of one row.
  fileprivate func bitPatterns(ofRow row: Int) -> [UInt32] {
    (0..<columns).map { self[row, $0].bitPattern }
  }
}
