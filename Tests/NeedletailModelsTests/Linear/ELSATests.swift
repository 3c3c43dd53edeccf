import NeedletailCore
import NeedletailData
import NeedletailMath
import NeedletailModels
import TestSupport
import Testing

@Suite("ELSA")
struct ELSATests {
  private let options = TrainingOptions(pool: WorkerPool(threads: 2))

  @Test("loss and gradient are those of the definition", arguments: [true, false])
  func gradient(binary: Bool) throws {
    let batch = CSRMatrix.random(rows: 9, columns: 14, density: 0.3, binary: binary, seed: 3)
    let vectors = Matrix.uniform(rows: 14, columns: 5, seed: 4).withUnitRows
    let loss = try ELSALoss(batch, at: vectors, pool: options.pool, cancellation: nil)
    let rows = batch.doubles.filter { $0.contains { $0 != 0 } }
    let empty = Double(batch.rows - rows.count)
    #expect(abs(loss.value - empty - ELSAOracle.loss(rows, at: vectors.doubles)) < 1e-4)
    let step = 1e-5
    for item in 0..<14 {
      let own = vectors.doubles[item]
      // Within the rows of length one: along directions at right angles to the row, lengths count only to second order.
      for direction in 0..<5 {
        var slope = [Double](repeating: 0, count: 5)
        slope[direction] = 1
        let along = own[direction]
        slope = zip(slope, own).map { $0 - along * $1 }
        func moved(_ by: Double) -> [[Double]] {
          var moved = vectors.doubles
          moved[item] = zip(own, slope).map { $0 + by * $1 }
          return moved
        }
        let expected =
          (ELSAOracle.loss(rows, at: moved(step)) - ELSAOracle.loss(rows, at: moved(-step))) / (2 * step)
        let found = (0..<5).reduce(0.0) { $0 + Double(loss.gradient[item, $1]) * slope[$1] }
        #expect(abs(found - expected) < 2e-3 * max(1, abs(expected)), "item \(item), direction \(direction)")
      }
    }
  }

  @Test("scores are x(AAᵀ − I), and rows have length one")
  func scores() throws {
    let rows = LinearFixture.random(users: 60, items: 20, density: 0.25, seed: 5)
    let model = try fit(rows, ELSA(dimension: 6, epochs: 5, batchSize: 16))
    let vectors = model.itemFactors.doubles
    for row in vectors { #expect(abs(row.reduce(0) { $0 + $1 * $1 } - 1) < 1e-5) }
    var history = [Double](repeating: 0, count: 20)
    for item in [1, 7, 13] { history[item] = 1 }
    let expected = ELSAOracle.scores(history, vectors)
    for (score, value) in zip(try model.scores(ofItems: [1, 7, 13]), expected) {
      #expect(abs(Double(score) - value) < 1e-5)
    }
    #expect(abs(try model.scores(ofItems: [4])[4]) < 1e-6)
  }

  @Test("epochs make the loss smaller, down towards that of free weights")
  func descent() throws {
    let rows = LinearFixture.random(users: 200, items: 30, density: 0.2, seed: 6)
    let losses = try [1, 5, 40].map { epochs in
      let model = try fit(rows, ELSA(dimension: 20, epochs: epochs, batchSize: 64))
      return ELSAOracle.loss(LinearFixture.doubles(rows), at: model.itemFactors.doubles)
    }
    #expect(losses[0] > losses[1] && losses[1] > losses[2])
  }

  @Test("an item without interactions stays out; bad weights and no data are errors")
  func oddities() throws {
    let rows = LinearFixture.random(users: 40, items: 9, density: 0.4, seed: 7).map { $0 + "0" }
    let model = try fit(rows, ELSA(dimension: 4, epochs: 2))
    #expect(try model.scores(ofItems: [0, 1])[9] == 0)
    #expect(throws: TrainingError.self) { try fit(["000"], ELSA()) }
    var log = LinearFixture.log(["11", "01"])
    log.values = SharedBuffer([1, -1, 1])
    #expect(throws: TrainingError.self) {
      try ELSA().fit(TrainingData(log: log, weighting: .value), options: options)
    }
  }

  private func fit(_ rows: [String], _ algorithm: ELSA) throws -> ELSARecommender {
    try #require(
      try algorithm.fit(TrainingData(log: LinearFixture.log(rows)), options: options) as? ELSARecommender)
  }
}

extension Matrix {
  /// The matrix with every row brought to length one.
  fileprivate var withUnitRows: Matrix {
    var result = self
    for row in 0..<rows {
      let length = (0..<columns).reduce(Float(0)) { $0 + self[row, $1] * self[row, $1] }.squareRoot()
      for column in 0..<columns { result[row, column] = self[row, column] / length }
    }
    return result
  }
}
