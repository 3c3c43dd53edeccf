import NeedletailMath
import NeedletailTensor
import Testing

@Suite("An embedding table that goes on elsewhere")
struct TableForgettingTests {
  let pool = WorkerPool(threads: 2)

  private func trained(_ rule: RowOptimizer, rows: Int = 40) throws -> EmbeddingTable {
    let table = try EmbeddingTable(
      .init(name: "t", dimension: 5, optimizer: rule, seed: 11), rows: rows, pool: pool)
    for step in 0..<4 {
      try table.update(Draw(seed: 3, step: step, count: 90, limit: rows, dimension: 5), pool: pool)
    }
    return table
  }

  @Test(
    "sums that decay leave weights as they are, to rounding, and make the next steps longer",
    arguments: everyRule)
  func decay(rule: RowOptimizer) throws {
    let (plain, decayed) = (try trained(rule), try trained(rule))
    try decayed.decayAccumulators(by: 0.25)
    let before = try plain.allWeights()
    #expect(try decayed.allWeights() == before)
    let draw = Draw(seed: 9, step: 0, count: 90, limit: 40, dimension: 5)
    for table in [plain, decayed] { try table.update(draw, pool: pool) }
    func length(_ table: EmbeddingTable) throws -> Float {
      zip(try table.allWeights().joined(), before.joined()).reduce(0) { $0 + abs($1.0 - $1.1) }
    }
    switch rule {
    case .sgd, .adam: #expect(try length(decayed) == length(plain))
    case .adaGrad, .ftrl: #expect(try length(decayed) > 1.1 * length(plain))
    }
  }

  @Test("FTRL's z gives the weight with the decayed n", arguments: [0.1, 0.9] as [Float])
  func ftrl(_ factor: Float) throws {
    let rule = RowOptimizer.FTRL(learningRate: 0.1, l1: 0.05, l2: 0.01)
    let table = try trained(.ftrl(rule))
    let weights = try table.allWeights()
    try table.decayAccumulators(by: factor)
    let state = Dictionary(uniqueKeysWithValues: table.state.map { ($0.name, $0.tensor) })
    let (all, sums) = (state["z"]!.elements(Float.self), state["n"]!.elements(Float.self))
    for row in 1..<40 {
      for place in 0..<5 {
        let (z, n) = (all[row * 5 + place], sums[row * 5 + place])
        let slope = (rule.beta + n.squareRoot()) / rule.learningRate + rule.l2
        let weight = abs(z) <= rule.l1 ? 0 : -(z - (z < 0 ? -rule.l1 : rule.l1)) / slope
        #expect(abs(weight - weights[row][place]) < 1e-5)
      }
    }
  }

  @Test("rows that begin as others' have their weights and an optimiser without memory", arguments: everyRule)
  func begin(rule: RowOptimizer) throws {
    let source = try trained(rule)
    let target = try EmbeddingTable(
      .init(name: "t", dimension: 5, optimizer: rule, seed: 12), rows: 4, pool: pool)
    let own = try target.allWeights()
    let given = Array(try source.allWeights().joined())
    try target.begin(with: given.span, rows: [7, 3, -1, 3])
    let weights = try target.allWeights()
    #expect(weights[0] == own[0] && weights[2] == own[2])
    let expected = try source.weights([3])[0]
    #expect(weights[1] == expected && weights[3] == expected)
    try target.update(Draw(seed: 9, step: 0, count: 30, limit: 4, dimension: 5), pool: pool)
    #expect(try target.allWeights().joined().allSatisfy(\.isFinite))
  }
}
