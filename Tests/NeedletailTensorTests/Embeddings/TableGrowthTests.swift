import NeedletailMath
import NeedletailTensor
import Testing

@Suite("An embedding table that grows")
struct TableGrowthTests {
  let pool = WorkerPool(threads: 2)

  @Test("keeps the bits of its rows and trains on as one that was large from the start", arguments: everyRule)
  func growth(rule: RowOptimizer) throws {
    let configuration = EmbeddingTable.Configuration(name: "t", dimension: 7, optimizer: rule, seed: 11)
    let whole = try EmbeddingTable(configuration, rows: 900, pool: pool)
    let grown = try EmbeddingTable(configuration, rows: 10, pool: pool)
    for (step, rows) in [10, 11, 500, 900].enumerated() {
      let before = try grown.allWeights()
      try grown.grow(to: rows, pool: pool)
      #expect(try Array(grown.allWeights().prefix(before.count)) == before)
      let draw = Draw(seed: 3, step: step, count: 200, limit: rows, dimension: 7)
      try grown.update(draw, pool: pool)
      try whole.update(draw, pool: pool)
    }
    #expect(try grown.allWeights() == whole.allWeights())
  }

  @Test("takes the trained row of missing ids")
  func copies() throws {
    let table = try EmbeddingTable(
      .init(name: "t", dimension: 4, optimizer: .adam(.init())), rows: 3, pool: pool)
    try table.update(Draw(seed: 1, step: 0, count: 9, limit: 3, dimension: 4), pool: pool)
    try table.grow(to: 6, .copies(of: 1), pool: pool)
    let all = try table.allWeights()
    #expect(all[3...].allSatisfy { $0 == all[1] })
  }

  @Test("takes the mean of siblings and noise that depends on the row alone")
  func siblings() throws {
    func grown(threads: Int, steps: [Int], deviation: Float) throws -> [[Float]] {
      let pool = WorkerPool(threads: threads)
      let table = try EmbeddingTable(
        .init(name: "t", dimension: 5, optimizer: .sgd(.init()), initialization: .uniform(limit: 1)), rows: 8,
        pool: pool)
      for rows in steps {
        try table.grow(
          to: rows, .siblings({ $0 % 2 == 0 ? [2, 3, 7] : [] }, deviation: deviation, otherwise: 1),
          pool: pool)
      }
      return try table.allWeights()
    }
    let exact = try grown(threads: 1, steps: [4000], deviation: 0)
    let mean = (0..<5).map { i in Float([2, 3, 7].reduce(0.0) { $0 + Double(exact[$1][i]) } / 3) }
    #expect(exact[8] == mean)
    #expect(exact[9] == exact[1])
    let noisy = try grown(threads: 1, steps: [4000], deviation: 0.01)
    #expect(try noisy == grown(threads: 2, steps: [9, 100, 4000], deviation: 0.01))
    let noise = stride(from: 8, to: 4000, by: 2).flatMap { row in zip(noisy[row], mean).map { $0 - $1 } }
    let deviation = (noise.reduce(0) { $0 + $1 * $1 } / Float(noise.count)).squareRoot()
    #expect(abs(deviation - 0.01) < 0.0005)
  }

  @Test("refuses to copy rows that do not exist")
  func badSource() throws {
    let table = try EmbeddingTable(
      .init(name: "t", dimension: 2, optimizer: .sgd(.init())), rows: 4, pool: pool)
    for new: EmbeddingTable.NewRows in [
      .copies(of: 4), .siblings({ [Int32($0)] }, otherwise: 1), .siblings({ _ in [] }, otherwise: -1),
    ] {
      let error = #expect(throws: EmbeddingError.self) { try table.grow(to: 6, new, pool: pool) }
      #expect(error?.code == .row)
    }
    #expect(table.rows == 4)
  }

  @Test("draws rows whose spread is what was asked")
  func drawn() throws {
    for (start, deviation) in [
      (RowInitialization.normal(deviation: 0.2), Float(0.2)),
      (.uniform(limit: 0.3), 0.3 / Float(3).squareRoot()),
    ] {
      let table = try EmbeddingTable(
        .init(name: "t", dimension: 9, optimizer: .sgd(.init()), initialization: start), rows: 5000,
        pool: pool)
      let all = try table.allWeights()
      #expect(all[0] == [Float](repeating: 0, count: 9))
      let numbers = all.dropFirst().flatMap { $0 }
      let mean = numbers.reduce(0, +) / Float(numbers.count)
      let square = numbers.reduce(0) { $0 + $1 * $1 } / Float(numbers.count)
      #expect(abs(mean) < 0.02 * deviation)
      #expect(abs(square.squareRoot() - deviation) < 0.02 * deviation)
    }
  }
}
