import NeedletailMath
import NeedletailTensor
import Testing

@Suite("An embedding table's state as plain values")
struct TableStateTests {
  private let pool = WorkerPool(threads: 2)

  private func table(_ rule: RowOptimizer, dimension: Int = 3, seed: UInt64 = 21) throws -> EmbeddingTable {
    try EmbeddingTable(
      .init(name: "items", dimension: dimension, optimizer: rule, l2: 0.001, seed: seed), rows: 60, pool: pool
    )
  }

  private func draw(_ step: Int) -> Draw { Draw(seed: 12, step: step, count: 90, limit: 60, dimension: 3) }

  @Test("a table goes on from it to the same bits", arguments: everyRule)
  func resume(_ rule: RowOptimizer) throws {
    let whole = try table(rule)
    for step in 0..<4 { try whole.update(draw(step), pool: pool) }
    let state = Dictionary(uniqueKeysWithValues: whole.state.map { ($0.name, $0.tensor) })
    let other = try table(rule, seed: 5)
    try other.update(draw(77), pool: pool)
    try other.restore(state)
    #expect(other.step == 4)
    #expect(other.state.map(\.tensor) == whole.state.map(\.tensor))
    for step in 4..<8 { for one in [whole, other] { try one.update(draw(step), pool: pool) } }
    #expect(try other.allWeights() == whole.allWeights())
  }

  @Test("parts that are absent or of another shape are refused")
  func refusals() throws {
    let own = try table(.adam(.init()))
    var state = Dictionary(uniqueKeysWithValues: own.state.map { ($0.name, $0.tensor) })
    #expect(throws: EmbeddingError.self) { try table(.adam(.init()), dimension: 4).restore(state) }
    #expect(throws: EmbeddingError.self) { try table(.ftrl(.init(learningRate: 0.1))).restore(state) }
    state["step"] = HostTensor([Int64(-1)], shape: [])
    #expect(throws: EmbeddingError.self) { try own.restore(state) }
    state["step"] = nil
    #expect(throws: EmbeddingError.self) { try own.restore(state) }
  }
}
