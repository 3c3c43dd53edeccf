import NeedletailCore
import NeedletailData
import NeedletailMath
import NeedletailModels
import TestSupport
import Testing

@Suite("iALS training")
struct IALSTrainerTests {
  @Test(
    "half-steps agree with normal equations in doubles",
    arguments: [1, 2, 3, 15, 16, 17, 63, 64, 100, 128, 200], [false, true])
  func oracle(_ dimension: Int, _ weighted: Bool) throws {
    let matrix = CSRMatrix.histories(rows: 12, columns: 40 + dimension, weighted: weighted)
    let algorithm = IALS(
      dimension: dimension, l2: 0.02, l2Exponent: 0.5, unobservedWeight: 0.2, initialScale: 2)
    var trainer = try IALSTrainer(algorithm, matrix: matrix, options: TrainingOptions())
    let oracle = IALSOracle(matrix, unobserved: 0.2, l2: 0.02, exponent: 0.5)
    let items = trainer.items.factors.doubles(columns: dimension)
    let loss = try trainer.solveUsers()
    let users = oracle.solveUsers(items: items)
    #expect(predictions(trainer).distance(users.products(items)) < 2e-5)
    let expected = oracle.loss(users: users, items: items).total
    #expect(abs(loss - expected) < 1e-5 * expected)
    for column in dimension..<trainer.users.factors.columns {
      #expect((0..<12).allSatisfy { trainer.users.factors[$0, column] == 0 })
    }
  }

  @Test(
    "the loss never rises",
    arguments: [(IALS.Solver.exact, 1), (.block, 1), (.block, 5), (.block, 17), (.block, 64)])
  func monotone(_ solver: IALS.Solver, _ blockSize: Int) throws {
    let matrix = CSRMatrix.histories(rows: 50, columns: 70, weighted: true)
    let algorithm = IALS(dimension: 33, l2: 0.01, solver: solver, blockSize: blockSize)
    var trainer = try IALSTrainer(algorithm, matrix: matrix, options: TrainingOptions())
    let oracle = IALSOracle(matrix, unobserved: algorithm.unobservedWeight, l2: 0.01)
    var last = Double.infinity
    for _ in 0..<5 {
      let loss = try trainer.runEpoch()
      #expect(loss <= last * (1 + 1e-6))
      let exact = oracle.loss(
        users: trainer.users.factors.doubles(columns: 33), items: trainer.items.factors.doubles(columns: 33))
      #expect(abs(loss - exact.total) < 1e-4 * exact.total)
      last = loss
    }
  }

  @Test("half-steps never raise the loss")
  func monotoneHalfSteps() throws {
    let matrix = CSRMatrix.histories(rows: 50, columns: 70)
    var trainer = try IALSTrainer(IALS(dimension: 20), matrix: matrix, options: TrainingOptions())
    var losses: [Double] = []
    for _ in 0..<4 { losses += [try trainer.solveUsers(), try trainer.solveItems()] }
    for (before, after) in zip(losses, losses.dropFirst()) { #expect(after <= before * (1 + 1e-6)) }
  }

  @Test("the gradient of the users is zero after their step")
  func gradient() throws {
    let matrix = CSRMatrix.histories(rows: 8, columns: 11, weighted: true)
    var trainer = try IALSTrainer(IALS(dimension: 4, l2: 0.05), matrix: matrix, options: TrainingOptions())
    _ = try trainer.solveItems()
    _ = try trainer.solveUsers()
    let oracle = IALSOracle(matrix, unobserved: 0.1, l2: 0.05)
    let users = trainer.users.factors.doubles(columns: 4)
    let items = trainer.items.factors.doubles(columns: 4)
    for user in users.indices {
      for k in 0..<4 {
        let losses = [1e-3, -1e-3].map { step in
          var moved = users
          moved[user][k] += step
          return oracle.loss(users: moved, items: items).total
        }
        #expect(abs(losses[0] - losses[1]) / 2e-3 < 1e-4)
      }
    }
  }

  @Test("the Gramians' inner product is the sum of all squared predictions")
  func gramian() throws {
    let w = Matrix.uniform(rows: 3000, columns: 16, seed: 1)
    let h = Matrix.uniform(rows: 40, columns: 16, seed: 2)
    let options = TrainingOptions()
    let product = zip(
      try Gramian.full(w, dimension: 16, options: options),
      try Gramian.full(h, dimension: 16, options: options)
    ).reduce(0) { $0 + $1.0 * $1.1 }
    let squares = w.doubles(columns: 16).products(h.doubles(columns: 16)).joined().reduce(0) { $0 + $1 * $1 }
    #expect(abs(product - squares) < 1e-5 * squares)
  }

  @Test("principal axes keep inner products and make the Gramian diagonal", arguments: [1, 5, 16, 30])
  func axes(_ dimension: Int) throws {
    let start = try IALSTrainer(
      IALS(dimension: dimension, initialScale: 3), matrix: .histories(rows: 60, columns: 80),
      options: TrainingOptions()
    ).items.factors
    var turned = start
    let spectrum = try PrincipalAxes.turn(&turned, dimension: dimension, options: TrainingOptions())
    let before = start.doubles(columns: dimension)
    let after = turned.doubles(columns: dimension)
    #expect(before.products(before).distance(after.products(after)) < 1e-4)
    for (i, row) in after.transposed.products(after.transposed).enumerated() {
      for (j, value) in row.enumerated() {
        #expect(abs(value - (i == j ? Double(spectrum[i]) : 0)) < 1e-4 * Double(spectrum[0]))
      }
    }
    #expect(spectrum == spectrum.sorted(by: >))
  }

  @Test("a block of all dimensions is the closed form from any start; single dimensions converge to it")
  func blocks() throws {
    let matrix = CSRMatrix.histories(rows: 10, columns: 30, weighted: true)
    let whole = IALS(dimension: 6, l2: 0.05, initialScale: 1, solver: .block, blockSize: 6)
    let single = IALS(dimension: 6, l2: 0.05, initialScale: 1, solver: .block, blockSize: 1)
    for (algorithm, passes) in [(whole, 1), (single, 400)] {
      var trainer = try IALSTrainer(algorithm, matrix: matrix, options: TrainingOptions())
      var steps = BlockStep(
        matrix, itemHistory: trainer.items.history, algorithm: algorithm, options: TrainingOptions())
      try steps.predict(users: &trainer.users, items: trainer.items)
      for _ in 0..<passes {
        for block in steps.blocks { try steps.move(block, ofUsers: &trainer.users, items: trainer.items) }
      }
      let expected = IALSOracle(matrix, unobserved: 0.1, l2: 0.05)
        .solveUsers(items: trainer.items.factors.doubles(columns: 6))
      #expect(trainer.users.factors.doubles(columns: 6).distance(expected) < 1e-4)
    }
  }

  @Test("Hu, Koren and Volinsky's objective gives proportional vectors")
  func confidence() throws {
    let (matrix, alpha0, l2) = (CSRMatrix.histories(rows: 9, columns: 20), 0.25, 0.05)
    let algorithm = IALS(dimension: 4, l2: l2, unobservedWeight: alpha0, initialScale: 1)
    var trainer = try IALSTrainer(algorithm, matrix: matrix, options: TrainingOptions())
    _ = try trainer.solveUsers()
    let oracle = IALSOracle(matrix, unobserved: alpha0, l2: l2)
    let scale = (1 + alpha0).squareRoot()
    let y = trainer.items.factors.doubles(columns: 4).map { $0.map { $0 * scale } }
    let x = (0..<9).map { user in
      var a = [[Double]](repeating: [Double](repeating: 0, count: 4), count: 4)
      var b = [Double](repeating: 0, count: 4)
      for (item, weight) in oracle.weights[user].enumerated() {
        let confidence = 1 + weight / alpha0
        for i in 0..<4 {
          b[i] += confidence * weight * y[item][i]
          for j in 0..<4 { a[i][j] += confidence * y[item][i] * y[item][j] }
        }
      }
      for i in 0..<4 { a[i][i] += oracle.ridge(user) * (1 + alpha0) / alpha0 }
      return b.allSatisfy { $0 == 0 } ? b : oracle.solve(a, b)
    }
    let expected = trainer.users.factors.doubles(columns: 4).map { $0.map { $0 * scale } }
    #expect(x.distance(expected) < 1e-5)
  }

  private func predictions(_ trainer: IALSTrainer) -> [[Double]] {
    let dimension = trainer.algorithm.dimension
    return trainer.users.factors.doubles(columns: dimension)
      .products(trainer.items.factors.doubles(columns: dimension))
  }
}
