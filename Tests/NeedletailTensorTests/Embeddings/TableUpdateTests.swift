import NeedletailMath
import NeedletailTensor
import Testing

@Suite("An embedding table's updates")
struct TableUpdateTests {
  static let dimensions = [1, 3, 8, 10, 16, 17, 32, 70]

  @Test("have the bits of a scalar loop", arguments: everyRule, dimensions)
  func agreesWithSlowTable(rule: RowOptimizer, dimension: Int) throws {
    for (l2, clip) in [(Float(0), Float?.none), (0.01, 0.7)] {
      let configuration = EmbeddingTable.Configuration(
        name: "t", dimension: dimension, optimizer: rule, l2: l2, clip: clip,
        initialization: .normal(deviation: 0.1), seed: 3)
      let pool = WorkerPool(threads: 2)
      let table = try EmbeddingTable(configuration, rows: 40, pool: pool)
      var slow = try SlowTable(of: table)
      for step in 0..<12 {
        let draw = Draw(seed: 5, step: step, count: 57, limit: 40, dimension: dimension)
        try table.update(draw, pool: pool)
        slow.update(draw.rows, draw.gradients)
        #expect(try table.allWeights() == slow.allWeights, "after update \(step + 1)")
      }
    }
  }

  @Test("have the same bits on every instruction set and for 1 to 3 threads", arguments: everyRule)
  func bitsDoNotDependOnTheMachine(rule: RowOptimizer) throws {
    defer { InstructionSet.limit(to: .x86v4) }
    var results: [[[Float]]] = []
    for set in InstructionSet.allCases {
      InstructionSet.limit(to: set)
      for threads in 1...3 {
        let pool = WorkerPool(threads: threads)
        let table = try EmbeddingTable(
          .init(name: "t", dimension: 16, optimizer: rule, l2: 0.001, clip: 100), rows: 3000, pool: pool)
        for step in 0..<3 {
          try table.update(Draw(seed: 1, step: step, count: 40_000, limit: 3000, dimension: 16), pool: pool)
        }
        results.append(try table.allWeights())
      }
    }
    #expect(results.allSatisfy { $0 == results[0] })
  }

  @Test("take sums for unique rows as well as gradients by position", arguments: everyRule)
  func uniqueGradients(rule: RowOptimizer) throws {
    let pool = WorkerPool(threads: 2)
    let configuration = EmbeddingTable.Configuration(name: "t", dimension: 4, optimizer: rule)
    let byPosition = try EmbeddingTable(configuration, rows: 30, pool: pool)
    let byRow = try EmbeddingTable(configuration, rows: 30, pool: pool)
    let draw = Draw(seed: 2, step: 0, count: 90, limit: 30, dimension: 4)
    let batch = RowBatch()
    try batch.assign(draw.rows.span, pool: pool)
    var sums = [Float](repeating: 0, count: batch.uniqueCount * 4)
    batch.withInverse(pool: pool) { inverse in
      for position in 0..<batch.count {
        for i in 0..<4 { sums[Int(inverse[position]) * 4 + i] += draw.gradients[position * 4 + i] }
      }
    }
    try byPosition.update(batch, gradients: draw.gradients.span, pool: pool)
    try byRow.update(batch, uniqueGradients: sums.span, pool: pool)
    #expect(try byPosition.allWeights() == byRow.allWeights())
  }

  @Test("leave padding at zero and rows that a batch lacks as they are", arguments: everyRule)
  func untouchedRows(rule: RowOptimizer) throws {
    let pool = WorkerPool(threads: 1)
    let table = try EmbeddingTable(
      .init(name: "t", dimension: 3, optimizer: rule, l2: 0.1), rows: 8, pool: pool)
    let before = try table.allWeights()
    let batch = RowBatch()
    try batch.assign([0, 5, 0].span, pool: pool)
    try table.update(batch, gradients: [Float](repeating: 2, count: 9).span, pool: pool)
    let after = try table.allWeights()
    #expect(after[0] == [0, 0, 0])
    #expect(after[5] != before[5])
    for row in [1, 2, 3, 4, 6, 7] { #expect(after[row] == before[row]) }
  }

  @Test("multiply the learning rate by the schedule's factor")
  func rate() throws {
    let pool = WorkerPool(threads: 1)
    for rule in everyRule.prefix(5) {
      let table = try EmbeddingTable(.init(name: "t", dimension: 5, optimizer: rule), rows: 9, pool: pool)
      var slow = try SlowTable(of: table)
      for (step, rate) in [Float(1), 0.5, 0.25, 0].enumerated() {
        let draw = Draw(seed: 4, step: step, count: 20, limit: 9, dimension: 5)
        try table.update(draw, rate: rate, pool: pool)
        slow.update(draw.rows, draw.gradients, rate: rate)
      }
      #expect(try table.allWeights() == slow.allWeights)
    }
  }

  @Test("of no rows count as a step and change nothing")
  func emptyBatch() throws {
    let pool = WorkerPool(threads: 2)
    let table = try EmbeddingTable(
      .init(name: "t", dimension: 2, optimizer: .adam(.init())), rows: 3, pool: pool)
    let before = try table.allWeights()
    try table.update(Draw(seed: 1, step: 0, count: 0, limit: 3, dimension: 2), pool: pool)
    #expect(try table.allWeights() == before)
    #expect(table.step == 1)
  }
}
