import NeedletailCore
import NeedletailData
import NeedletailMath
import NeedletailModels
import TestSupport
import Testing

/// Two users, three items, two dimensions: figures worked out by hand and with numpy.
@Suite("iALS on a toy")
struct IALSToyTests {
  let matrix = CSRMatrix(
    columns: 3,
    rows: [[(column: 0, value: 1), (column: 1, value: 1)], [(column: 1, value: 1), (column: 2, value: 1)]])
  let items: [[Double]] = [[1, 0], [1, 1], [0, 1]]
  let oracle: IALSOracle

  init() { oracle = IALSOracle(matrix, unobserved: 0.1, l2: 0.05) }

  private func algorithm(blockSize: Int = 2) -> IALS {
    IALS(dimension: 2, l2: 0.05, unobservedWeight: 0.1, solver: .exact, blockSize: blockSize)
  }

  private func trainer() throws -> IALSTrainer {
    var trainer = try IALSTrainer(algorithm(), matrix: matrix, options: TrainingOptions())
    for (row, vector) in items.enumerated() {
      for column in 0..<16 { trainer.items.factors[row, column] = column < 2 ? Float(vector[column]) : 0 }
    }
    return trainer
  }

  @Test("the oracle has the worked figures")
  func oracleFigures() {
    let users = oracle.solveUsers(items: items)
    #expect(users.distance([[0.834140, 0.062697], [0.062697, 0.834140]]) < 1e-6)
    let loss = oracle.loss(users: users, items: items)
    #expect(abs(loss.observed - 0.0763046) < 1e-6)
    #expect(abs(loss.unobserved - 0.3008072) < 1e-6)
    #expect(abs(loss.regularisation - 0.5009356) < 1e-6)
    #expect(abs(loss.total - 0.8780474) < 1e-6)
    let moved = oracle.transposed.solveUsers(items: users)
    #expect(moved.distance([[1.010557, -0.005401], [0.901572, 0.901572], [-0.005401, 1.010557]]) < 1e-6)
    let after = oracle.loss(users: users, items: moved)
    #expect(abs(after.observed - 0.1228414) < 1e-6)
    #expect(abs(after.unobserved - 0.2734449) < 1e-6)
    #expect(abs(after.regularisation - 0.4623093) < 1e-6)
    #expect(abs(after.total - 0.8585955) < 1e-6)
  }

  @Test("half-steps have the worked losses and predictions")
  func halfSteps() throws {
    var trainer = try trainer()
    let first = try trainer.solveUsers()
    #expect(abs(first - 0.8780474) < 1e-5)
    let users = oracle.solveUsers(items: items)
    #expect(predictions(trainer).distance(users.products(items)) < 1e-5)
    let second = try trainer.solveItems()
    #expect(abs(second - 0.8585955) < 1e-5)
    let moved = oracle.transposed.solveUsers(items: users)
    #expect(predictions(trainer).distance(users.products(moved)) < 1e-5)
    // Turning keeps lengths as well: the three parts of the loss are those of the sheet.
    let parts = oracle.loss(
      users: trainer.users.factors.doubles(columns: 2), items: trainer.items.factors.doubles(columns: 2))
    #expect(abs(parts.observed - 0.1228414) < 1e-5)
    #expect(abs(parts.unobserved - 0.2734449) < 1e-5)
    #expect(abs(parts.regularisation - 0.4623093) < 1e-5)
  }

  @Test(
    "passes over single dimensions from zero",
    arguments: [(1, [0.863931, 0.037776]), (8, [0.834186, 0.062658])])
  func coordinateDescent(_ passes: Int, _ expected: [Double]) throws {
    var trainer = try trainer()
    let steps = BlockStep(
      matrix, itemHistory: trainer.items.history, algorithm: algorithm(blockSize: 1),
      options: TrainingOptions())
    var block = steps
    for _ in 0..<passes {
      try block.predict(users: &trainer.users, items: trainer.items)
      for range in block.blocks { try block.move(range, ofUsers: &trainer.users, items: trainer.items) }
    }
    #expect(trainer.users.factors.doubles(columns: 2)[0...0].map(\.self).distance([expected]) < 1e-5)
  }

  @Test("l2 for another exponent")
  func scaleFree() {
    let toOne = IALS.l2(0.01, atExponent: 0, as: 1, unobservedWeight: 0.1, matrix: matrix)
    let toZero = IALS.l2(0.01, atExponent: 1, as: 0, unobservedWeight: 0.1, matrix: matrix)
    #expect(abs(toOne - 0.00543478) < 1e-8)
    #expect(abs(toZero - 0.0184) < 1e-8)
  }

  private func predictions(_ trainer: IALSTrainer) -> [[Double]] {
    trainer.users.factors.doubles(columns: 2).products(trainer.items.factors.doubles(columns: 2))
  }

  @Test(
    "passes over single dimensions from zero, as the projection of a new user",
    arguments: [(1, [0.863931, 0.037776]), (8, [0.834186, 0.062658])])
  func projection(_ passes: Int, _ expected: [Double]) {
    let gramian = [[2.0, 1], [1, 2]]
    var fixed = Matrix(rows: 3, columns: 16)
    for (row, vector) in items.enumerated() {
      for (column, value) in vector.enumerated() { fixed[row, column] = Float(value) }
    }
    let projection = BlockPasses(items: fixed, algorithm: algorithm(blockSize: 1)) { gramian[$0][$1] }
    let found = projection.vectors(of: matrix, passes: passes).doubles(columns: 2)
    #expect([found[0]].distance([expected]) < 1e-5)
  }

  @Test(
    "a scale-free λ* has the worked values",
    arguments: [(1.0, 0.0, 0.00543478), (0, 1, 0.0184), (1, 1, 0.01), (0, -1, 0.01)])
  func scaleFree(_ exponent: Double, _ reference: Double, _ expected: Double) {
    let ials = IALS(dimension: 2, l2: 0.01, l2Exponent: exponent, l2Reference: reference)
    #expect(abs(ials.resolved(for: matrix).l2 - expected) < 1e-8)
  }
}
