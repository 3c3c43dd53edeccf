import NeedletailMath
import NeedletailTensor
import Testing

@Suite("An embedding table refuses")
struct TableErrorTests {
  let pool = WorkerPool(threads: 2)

  func table(_ rule: RowOptimizer = .adam(.init())) throws -> EmbeddingTable {
    try EmbeddingTable(.init(name: "items", dimension: 3, optimizer: rule), rows: 10, pool: pool)
  }

  @Test(
    "gradients that are no number or too large, and stays as it was",
    arguments: [Float.nan, .infinity, -1e30])
  func badGradient(value: Float) throws {
    let table = try table()
    let before = try table.allWeights()
    var draw = Draw(seed: 1, step: 0, count: 7, limit: 10, dimension: 3)
    draw.rows[4] = 6
    draw.gradients[14] = value
    let error = #expect(throws: EmbeddingError.self) { try table.update(draw, pool: pool) }
    #expect(error?.code == .gradient)
    #expect(error?.table == "items")
    #expect(error?.message.contains("weight 2 of row 6, at position 4") == true)
    #expect(error?.description.contains("table 'items'") == true)
    #expect(try table.allWeights() == before)
    #expect(table.step == 0)
  }

  @Test("the first bad gradient is named wherever it is")
  func firstBadGradient() throws {
    let table = try table()
    var draw = Draw(seed: 1, step: 0, count: 50_000, limit: 10, dimension: 3)
    for place in [149_999, 3 * 30_001 + 1, 3 * 44_000] { draw.gradients[place] = .nan }
    let error = #expect(throws: EmbeddingError.self) { try table.update(draw, pool: pool) }
    #expect(error?.message.contains("at position 30001") == true)
  }

  @Test("rows outside it")
  func badRow() throws {
    let table = try table()
    let batch = RowBatch()
    try batch.assign([1, 10, 2].span, pool: pool)
    var target = [Float](repeating: 0, count: 9)
    var span = target.mutableSpan
    for place in 0..<3 {
      let error = #expect(throws: EmbeddingError.self) {
        switch place {
        case 0: try table.gather(batch, into: &span, pool: pool)
        case 1: try table.update(batch, gradients: [Float](repeating: 0, count: 9).span, pool: pool)
        default: try table.gather(rows: [1, -1, 10].span, into: &span, pool: pool)
        }
      }
      #expect(error?.code == .row)
      #expect(error?.message.contains("rows in 0..<10, found \(place == 2 ? -1 : 10) at position 1") == true)
    }
  }

  @Test("settings outside their ranges, by name")
  func badSettings() throws {
    func refusal(_ change: (inout EmbeddingTable.Configuration) -> Void, rows: Int = 4) -> String? {
      var configuration = EmbeddingTable.Configuration(name: "t", dimension: 2, optimizer: .sgd(.init()))
      change(&configuration)
      let error = #expect(throws: EmbeddingError.self) {
        _ = try EmbeddingTable(configuration, rows: rows, pool: pool)
      }
      return error?.message
    }
    #expect(refusal { $0.dimension = 0 }?.hasPrefix("dimension: expected 1...4096, found 0") == true)
    #expect(refusal({ _ in }, rows: 0)?.hasPrefix("rows:") == true)
    #expect(refusal { $0.l2 = -1 }?.hasPrefix("l2:") == true)
    #expect(refusal { $0.clip = 0 }?.hasPrefix("clip:") == true)
    #expect(refusal { $0.initialization = .normal(deviation: .nan) }?.hasPrefix("deviation:") == true)
    #expect(refusal { $0.optimizer = .sgd(.init(learningRate: 0)) }?.hasPrefix("learningRate:") == true)
    #expect(refusal { $0.optimizer = .adam(.init(beta1: 1)) }?.hasPrefix("beta1:") == true)
    #expect(refusal { $0.optimizer = .adam(.init(beta2: -0.1)) }?.hasPrefix("beta2:") == true)
    #expect(refusal { $0.optimizer = .adaGrad(.init(epsilon: 0)) }?.hasPrefix("epsilon:") == true)
    #expect(refusal { $0.optimizer = .ftrl(.init(l1: -1)) }?.hasPrefix("l1:") == true)
  }

  @Test("a schedule for FTRL, and a rate that is no number")
  func badRate() throws {
    let draw = Draw(seed: 1, step: 0, count: 3, limit: 10, dimension: 3)
    for (rule, rate) in [
      (RowOptimizer.ftrl(.init()), Float(0.5)), (.sgd(.init()), .nan), (.sgd(.init()), -1),
    ] {
      let table = try table(rule)
      let error = #expect(throws: EmbeddingError.self) { try table.update(draw, rate: rate, pool: pool) }
      #expect(error?.code == .configuration)
    }
  }

  @Test("gradients of another shape, as a mistake of the program")
  func badShape() async {
    await #expect(processExitsWith: .failure) {
      let pool = WorkerPool(threads: 1)
      let table = try EmbeddingTable(
        .init(name: "t", dimension: 3, optimizer: .sgd(.init())), rows: 5, pool: pool)
      let batch = RowBatch()
      try batch.assign([1, 2].span, pool: pool)
      try table.update(batch, gradients: [Float](repeating: 0, count: 5).span, pool: pool)
    }
  }
}
