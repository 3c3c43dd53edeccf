import NeedletailMath
import NeedletailModels
import TestSupport
import Testing

@Suite("The learner of linear models")
struct LinearLearnerTests {
  private let toy: [[Double]] = [[1, 1, 0, 0], [1, 1, 1, 0], [0, 0, 1, 1]]
  private let toyWeights: [[Double]] = [
    [0, 0.3, 0.1, 0], [0.2, 0, 0.1, 0.1], [0, 0.2, 0, 0.4], [0.1, 0, 0.3, 0],
  ]
  private let userWeights = AdversarialOracle.weights(
    AdversarialOracle.linear([[1, 1, 0, 0], [1, 1, 1, 0], [0, 0, 1, 1]], [0.5, -0.2, 0.1, 0.3]))
  private let pool = WorkerPool(threads: 2)

  @Test("the worked example comes out number by number")
  func workedExample() throws {
    let loss = AdversarialOracle.loss(toy, toyWeights, weights: userWeights, decay: 0.05)
    #expect(abs(loss - 1.2996263) < 1e-7)
    let gradient = try gradient(toy, toyWeights, userWeights, decay: 0.05)
    #expect(gradient[0].distance([0, -0.776790, -0.405947, 0.402737]) < 1e-6)
  }

  @Test("self-NDCG of the worked example, ties ranked by item")
  func selfNDCG() {
    let predictions = AdversarialOracle.predictions(toy, toyWeights)
    let values = zip(toy, predictions).map { AdversarialOracle.selfNDCG($0, $1, cutoff: 4) }
    #expect(values.distance([1, 0.9060254, 1]) < 1e-7)
  }

  @Test("the ranking loss is that of sorting all scores", arguments: [4, 230])
  func rankingLoss(items: Int) throws {
    let x = items == 4 ? toy : random(users: 30, items: items)
    let weights = items == 4 ? toyWeights : randomWeights(items)
    let histories = UserHistories(CSRMatrix(dense: x))
    let users = 0..<histories.users
    let learner = LinearLearner(weights: matrix(weights), decay: 0)
    let predictions = try learner.predictions(users, of: histories, pool: pool)
    let losses = try SelfLoss.ranking(predictions, users, of: histories, pool: pool, cancellation: nil)
    // What is ranked is what the learner predicts, to the bit.
    let expected = users.map { user in
      let scores = (0..<items).map { Double(predictions[user, $0]) }
      return Double(items) * (1 - AdversarialOracle.selfNDCG(x[user], scores, cutoff: 100))
    }
    #expect(losses.distance(expected) < 1e-9)
    let squares = SelfLoss.squares(try learner.residuals(users, of: histories, pool: pool))
    #expect(squares.distance(AdversarialOracle.squaredErrors(x, weights)) < 1e-3)
  }

  @Test("the gradient is that of finite differences, without a diagonal of its own")
  func finiteDifferences() throws {
    let items = 9
    let x = random(users: 20, items: items)
    let weights = randomWeights(items)
    let userWeights = AdversarialOracle.weights((0..<20).map { Double($0 % 5) - 2 })
    let numeric = AdversarialOracle.gradient(at: Array(weights.joined())) { flat in
      AdversarialOracle.loss(x, rows(flat, items), weights: userWeights, decay: 0.3)
    }
    let gradient = try gradient(x, weights, userWeights, decay: 0.3)
    #expect(Array(gradient.joined()).distance(numeric) < 1e-5)
    for item in 0..<items { #expect(gradient[item][item] == 0) }
    // The oracle's own diagonal only decays, and predictions do not see it.
    var filled = weights
    for item in 0..<items { filled[item][item] = 3 }
    #expect(AdversarialOracle.predictions(x, filled) == AdversarialOracle.predictions(x, weights))
  }

  @Test("a batch is the gradient of its users alone, whatever the number of threads")
  func batches() throws {
    let items = 300
    let x = random(users: 70, items: items)
    let histories = UserHistories(CSRMatrix(dense: x))
    let batch = 11..<47
    let weights = AdversarialOracle.weights(batch.map { Double($0 % 3) })
    let gradients = try [1, 2].map { threads in
      let pool = WorkerPool(threads: threads)
      let learner = LinearLearner(weights: matrix(randomWeights(items)), decay: 0.01)
      let residuals = try learner.residuals(batch, of: histories, pool: pool)
      return try learner.gradient(
        batch, of: histories, residuals: residuals, userWeights: weights, pool: pool)
    }
    #expect(gradients[0] == gradients[1])
    let alone = try gradient(Array(x[batch]), randomWeights(items), weights, decay: 0.01)
    #expect(
      (0..<items).allSatisfy { row in
        (0..<items).allSatisfy { gradients[0][row, $0] == Float(alone[row][$0]) }
      })
  }

  @Test("the first step of Adam goes as far as the learning rate, against the gradient's sign")
  func firstStep() throws {
    let histories = UserHistories(CSRMatrix(dense: toy))
    var learner = LinearLearner(weights: matrix(toyWeights), decay: 0.05)
    let residuals = try learner.residuals(0..<3, of: histories, pool: pool)
    try learner.descend(
      0..<3, of: histories, residuals: residuals, userWeights: userWeights, learningRate: 0.01, pool: pool)
    let gradient = try gradient(toy, toyWeights, userWeights, decay: 0.05)
    for row in 0..<4 {
      for column in 0..<4 {
        let moved = Double(learner.weights[row, column]) - toyWeights[row][column]
        let expected = gradient[row][column] == 0 ? 0 : gradient[row][column] > 0 ? -0.01 : 0.01
        #expect(abs(moved - expected) < 2e-5)
      }
    }
  }

  @Test("what is learnt is the mean over steps, step t counting t times, where it is asked for")
  func averages() throws {
    let histories = UserHistories(CSRMatrix(dense: toy))
    var learner = LinearLearner(weights: matrix(toyWeights), decay: 0.05, averages: true)
    var plain = LinearLearner(weights: matrix(toyWeights), decay: 0.05)
    var sums = [[Double]](repeating: [Double](repeating: 0, count: 4), count: 4)
    for step in 1...6 {
      let residuals = try learner.residuals(0..<3, of: histories, pool: pool)
      try learner.descend(
        0..<3, of: histories, residuals: residuals, userWeights: userWeights, learningRate: 0.01, pool: pool)
      try plain.descend(
        0..<3, of: histories, residuals: residuals, userWeights: userWeights, learningRate: 0.01, pool: pool)
      for row in 0..<4 {
        for column in 0..<4 { sums[row][column] += Double(step) * Double(learner.weights[row, column]) }
      }
    }
    for row in 0..<4 {
      for column in 0..<4 {
        #expect(abs(Double(learner.learnt[row, column]) - sums[row][column] / 21) < 1e-6)
        #expect(plain.learnt[row, column] == learner.weights[row, column])
      }
    }
  }

  private func gradient(
    _ x: [[Double]], _ weights: [[Double]], _ userWeights: [Double], decay: Double
  ) throws -> [[Double]] {
    let histories = UserHistories(CSRMatrix(dense: x))
    let learner = LinearLearner(weights: matrix(weights), decay: Float(decay))
    let users = 0..<histories.users
    let residuals = try learner.residuals(users, of: histories, pool: pool)
    let gradient = try learner.gradient(
      users, of: histories, residuals: residuals, userWeights: userWeights, pool: pool)
    return (0..<gradient.rows).map { row in (0..<gradient.columns).map { Double(gradient[row, $0]) } }
  }

  private func matrix(_ rows: [[Double]]) -> Matrix { Matrix(rows.map { $0.map { Float($0) } }) }

  private func rows(_ flat: [Double], _ width: Int) -> [[Double]] {
    stride(from: 0, to: flat.count, by: width).map { Array(flat[$0..<$0 + width]) }
  }

  /// Weights that are floats, so that doubles and floats start equal.
  private func randomWeights(_ items: Int) -> [[Double]] {
    var stream = RandomStream(seed: 12)
    return (0..<items).map { row in
      (0..<items).map { $0 == row ? 0 : Double(Float(0.2 * stream.normal())) }
    }
  }

  private func random(users: Int, items: Int) -> [[Double]] {
    var stream = RandomStream(seed: 13)
    return (0..<users).map { user in
      (0..<items).map { $0 == user % items || stream.uniform() < 0.2 ? 1 : 0 }
    }
  }
}
