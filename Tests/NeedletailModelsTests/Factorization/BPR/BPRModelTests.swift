import NeedletailCore
import NeedletailData
import NeedletailMath
import NeedletailModels
import TestSupport
import Testing

@Suite("BPR models")
struct BPRModelTests {
  private static let data = TrainingData(log: GeneratedLog.log(users: 150, items: 200, events: 4000))

  private static func fit(
    _ algorithm: BPR, _ data: TrainingData = data, threads: Int = 2, seed: UInt64 = 1
  ) throws -> BPRModel {
    let options = TrainingOptions(seed: seed, pool: WorkerPool(threads: threads))
    return try #require(try algorithm.fit(data, from: nil, options: options) as? BPRModel)
  }

  private static func queries(known: Bool = true) -> [Query] {
    (0..<150).map { Query(user: known ? UserRow($0) : nil, profile: data.profile(of: UserRow($0))) }
  }

  private static func scores(_ model: BPRModel, _ queries: [Query]) throws -> Matrix {
    var scores = Matrix(rows: queries.count, columns: model.itemCount)
    try model.score(queries, candidates: .all, into: &scores)
    return scores
  }

  /// The share of pairs of an item that a user has and one that the user has not that are in the right order.
  private static func order(_ model: BPRModel, known: Bool = true) throws -> Double {
    let scores = try scores(model, queries(known: known))
    var (right, all) = (0, 0)
    for user in 0..<150 {
      let own = Set(data.profile(of: UserRow(user)).items)
      for i in own {
        for j in 0..<Int32(200) where !own.contains(j) {
          right += scores[user, Int(i)] > scores[user, Int(j)] ? 1 : 0
          all += 1
        }
      }
    }
    return Double(right) / Double(all)
  }

  @Test("the same seed gives the same bits for any number of threads", arguments: [1, 5])
  func threads(_ draws: Int) throws {
    let algorithm = BPR(dimension: 20, epochs: 4, draws: draws)
    let queries = Self.queries() + Self.queries(known: false)
    let bits = try [1, 2, 3].map {
      try Self.scores(Self.fit(algorithm, threads: $0), queries).bitPatterns
    }
    #expect(bits[0] == bits[1] && bits[0] == bits[2])
    #expect(try Self.scores(Self.fit(algorithm, seed: 2), queries).bitPatterns != bits[0])
    #expect(
      try Self.scores(
        Self.fit(BPR(dimension: 20, epochs: 4, draws: draws, parallelism: .racy), threads: 1), queries
      ).bitPatterns == bits[0])
  }

  @Test(
    "most pairs come into order, for known users and for strangers",
    arguments: [BPR(dimension: 16), BPR(dimension: 16, itemBias: false, draws: 3), BPR(parallelism: .racy)])
  func learns(_ algorithm: BPR) throws {
    let model = try Self.fit(algorithm)
    #expect(try Self.order(model) > 0.9)
    #expect(try Self.order(model, known: false) > 0.85)
  }

  @Test("without a bias a stranger without a history has no preference; with one, popular items come first")
  func strangers() throws {
    let nobody = [Query(profile: .empty)]
    let plain = try Self.fit(BPR(dimension: 8, epochs: 5, itemBias: false))
    #expect(try Self.scores(plain, nobody).elements.array.allSatisfy { $0 == 0 })
    let biased = try Self.fit(BPR(dimension: 8, epochs: 20))
    let best = try biased.recommend(nobody, RankingRequest(count: 10))[0].map { Int($0.item) }
    let counts = Self.data.matrix.transposed()
    let mean = Self.data.matrix.count / 200
    #expect(best.allSatisfy { counts.count(ofRow: $0) > mean })
  }

  @Test("values do not count, only which pairs there are")
  func values() throws {
    let valued = TrainingData(log: GeneratedLog.log(users: 150, items: 200, events: 4000), weighting: .value)
    let algorithm = BPR(dimension: 8, epochs: 2)
    let queries = (0..<3).map { Query(profile: Self.data.profile(of: UserRow($0))) }
    let others = (0..<3).map { Query(profile: valued.profile(of: UserRow($0))) }
    #expect(
      try Self.scores(Self.fit(algorithm), queries).bitPatterns
        == Self.scores(Self.fit(algorithm, valued), others).bitPatterns)
  }

  @Test("data without interactions and steps that grow without bound are refused")
  func refusals() {
    let empty = InteractionLog(
      users: Vocabulary(["a"]), items: Vocabulary(["1"]), userRows: SharedBuffer([]),
      itemRows: SharedBuffer([]))
    #expect(throws: TrainingError.self) { try BPR().train(TrainingData(log: empty)) }
    #expect {
      try BPR(epochs: 60, learningRate: 10, l2: 1, l2Negative: 1).train(Self.data)
    } throws: { "\($0)".contains("learningRate") }
  }
}
