import NeedletailCore
import NeedletailData
import NeedletailMath
import NeedletailModels
import Testing

@Suite("Baselines")
struct BaselineTests {
  /// Users 0...3; item 0 is chosen by all on day 0, item 1 by two on day 10, item 2 by one, twice, on day 20.
  private let log = InteractionLog(
    users: Vocabulary(["0", "1", "2", "3"]), items: Vocabulary(["0", "1", "2"]),
    userRows: SharedBuffer([0, 1, 2, 3, 0, 1, 3, 3]), itemRows: SharedBuffer([0, 0, 0, 0, 1, 1, 2, 2]),
    times: SharedBuffer([0, 0, 0, 0, 10, 10, 5, 20].map { Int64($0) * 86_400_000 }))

  private func scores(_ specification: String, _ log: InteractionLog) throws -> [Float] {
    let model = try ModelSpecification(parsing: specification, registry: .models).algorithm
      .train(TrainingData(log: log))
    var scores = Matrix(rows: 1, columns: 3)
    try model.score([Query(profile: .empty)], candidates: .all, into: &scores)
    return scores.elements.array
  }

  @Test(
    "popularity counts users, in a window, with decay",
    arguments: [
      ("popularity", [4, 2, 1]), ("popularity(window=10)", [0, 2, 1]),
      ("popularity(halfLife=10)", [1, 1, 1]), ("popularity(halfLife=5)", [0.25, 0.5, 1]),
      ("popularity(days=5,half_life=5)", [0, 0, 1]),
    ] as [(String, [Float])])
  func popularity(_ specification: String, _ expected: [Float]) throws {
    #expect(try scores(specification, log) == expected)
  }

  @Test("windows and decay need moments")
  func withoutTimes() {
    var bare = log
    bare.times = nil
    var ordered = log
    ordered.clock = .order
    for log in [bare, ordered] {
      for specification in ["popularity(window=3)", "popularity(halfLife=3)"] {
        #expect(throws: TrainingError.self) { try scores(specification, log) }
      }
      #expect(throws: Never.self) { try scores("popularity", log) }
    }
  }

  @Test("random scores are uniform, and differ by seed and by history")
  func random() throws {
    let items = 40_000
    let log = InteractionLog(
      users: Vocabulary([]), items: Vocabulary((0..<items).map { "\($0)" }), userRows: SharedBuffer([]),
      itemRows: SharedBuffer([]))
    func scores(seed: UInt64, _ history: [Int]) throws -> [Float] {
      let model = try RandomScores().train(TrainingData(log: log), options: TrainingOptions(seed: seed))
      var scores = Matrix(rows: 1, columns: items)
      let query = Query(profile: Profile(history.map { ItemRow($0) }))
      try model.score([query], candidates: .all, into: &scores)
      return scores.elements.array
    }
    let first = try scores(seed: 1, [1, 2])
    #expect(try scores(seed: 1, [1, 2]) == first)
    let mean = first.reduce(0.0) { $0 + Double($1) } / Double(items)
    let square = first.reduce(0.0) { $0 + Double($1 * $1) } / Double(items)
    #expect(abs(mean - 0.5) < 0.01 && abs(square - 1.0 / 3) < 0.01)
    for other in [try scores(seed: 2, [1, 2]), try scores(seed: 1, [1, 3])] {
      let covariance = zip(first, other).reduce(0.0) { $0 + Double(($1.0 - 0.5) * ($1.1 - 0.5)) }
      #expect(abs(covariance / Double(items) * 12) < 0.02)
    }
  }

  @Test("unknown names suggest the nearest model")
  func unknownName() {
    let error = #expect(throws: SpecificationError.self) { try AlgorithmRegistry.models.named("popularty") }
    #expect(error?.message.contains("did you mean 'popularity'?") == true)
  }
}
