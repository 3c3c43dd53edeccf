import NeedletailMath
import NeedletailModels
import TestSupport
import Testing

@Suite("Adversaries of linear models")
struct AdversaryTests {
  private let toy: [[Double]] = [[1, 1, 0, 0], [1, 1, 1, 0], [0, 0, 1, 1]]
  private let a = [0.5, -0.2, 0.1, 0.3]
  private let losses = [0.2, 0.5, 0.9]

  @Test("the worked example comes out number by number")
  func workedExample() {
    let histories = UserHistories(CSRMatrix(dense: toy))
    let adversary = LinearAdversary(a)
    let weighting = UserWeighting(logits: adversary.logits(0..<3, of: histories))
    #expect(weighting.importances.distance([0.574443, 0.598688, 0.598688]) < 1e-6)
    #expect(weighting.weights.distance([0.324211, 0.337895, 0.337895]) < 1e-6)
    let objective = adversary.objective(0..<3, of: histories, losses: losses, l2: 0.1)
    #expect(abs(objective - 0.5183946) < 1e-7)
    let gradient = adversary.objectiveGradient(0..<3, of: histories, losses: losses, l2: 0.1)
    #expect(gradient.distance([-0.101758, -0.031758, 0.033963, 0.019102]) < 1e-6)
  }

  @Test("weights of a batch are positive with sum one, and equal for an adversary of zeros")
  func weights() {
    let histories = UserHistories(CSRMatrix(dense: random(users: 40, items: 9)))
    for batch in [0..<histories.users, 3..<11] {
      for adversary in adversaries(items: 9) {
        let weights = adversary.weights(batch, of: histories)
        #expect(weights.count == batch.count && weights.allSatisfy { $0 > 0 })
        #expect(abs(weights.reduce(0, +) - 1) < 1e-12)
        var zero = adversary
        zero.parameters = zero.parameters.map { _ in 0 }
        let equal = zero.weights(batch, of: histories)
        #expect(equal.allSatisfy { abs($0 - 1 / Double(batch.count)) < 1e-15 })
      }
    }
  }

  @Test("weights survive logits far from zero")
  func extremes() {
    #expect(UserWeighting(logits: [-2000, -2000]).weights == [0.5, 0.5])
    #expect(UserWeighting(logits: [2000, -2000]).weights == [1, 0])
    #expect(UserWeighting(logits: [2000, 2000, 1000]).weights.allSatisfy { abs($0 - 1 / 3) < 1e-15 })
  }

  @Test("gradients of the objective are those of finite differences", arguments: [0.0, 0.7])
  func finiteDifferences(_ l2: Double) {
    let x = random(users: 12, items: 7)
    let histories = UserHistories(CSRMatrix(dense: x))
    let users = 0..<histories.users
    let losses = users.map { Double($0 * 5 % 7) }
    for adversary in adversaries(items: 7) {
      let numeric = AdversarialOracle.gradient(at: adversary.parameters) { parameters in
        let logits =
          adversary is NetworkAdversary
          ? AdversarialOracle.network(x, parameters, hidden: 3) : AdversarialOracle.linear(x, parameters)
        return AdversarialOracle.objective(
          AdversarialOracle.weights(logits), losses: losses, parameters: parameters, l2: l2)
      }
      let gradient = adversary.objectiveGradient(users, of: histories, losses: losses, l2: l2)
      #expect(gradient.distance(numeric) < 1e-8)
    }
  }

  @Test("equal losses leave the ridge alone; a constant more of loss is a constant more of the objective")
  func invariance() {
    let histories = UserHistories(CSRMatrix(dense: toy))
    for adversary in adversaries(items: 4) {
      let gradient = adversary.objectiveGradient(0..<3, of: histories, losses: [2, 2, 2], l2: 0.3)
      #expect(gradient.distance(adversary.parameters.map { -0.3 * $0 }) < 1e-15)
      let (one, other) = (losses, losses.map { $0 + 5 })
      let values = [one, other].map { adversary.objective(0..<3, of: histories, losses: $0, l2: 0.3) }
      #expect(abs(values[1] - values[0] - 5) < 1e-12)
      let gradients = [one, other].map {
        adversary.objectiveGradient(0..<3, of: histories, losses: $0, l2: 0.3)
      }
      #expect(gradients[0].distance(gradients[1]) < 1e-14)
    }
  }

  private func adversaries(items: Int) -> [any UserAdversary] {
    var stream = RandomStream(seed: 8)
    let linear = (0..<items).map { _ in stream.normal() }
    let network = (0..<(items + 1) * 3).map { _ in stream.normal() }
    return [LinearAdversary(linear), NetworkAdversary(network, hidden: 3)]
  }

  private func random(users: Int, items: Int) -> [[Double]] {
    var stream = RandomStream(seed: 9)
    return (0..<users).map { user in
      (0..<items).map { $0 == user % items || stream.uniform() < 0.3 ? 1 : 0 }
    }
  }
}

extension CSRMatrix {
  /// A matrix from all its elements.
  init(dense rows: [[Double]]) {
    self.init(
      columns: rows[0].count,
      rows: rows.map { row in
        row.indices.filter { row[$0] != 0 }.map { (column: $0, value: Float(row[$0])) }
      })
  }
}

extension [Double] {
  /// The greatest difference to other numbers.
  func distance(_ other: [Double]) -> Double {
    count == other.count ? zip(self, other).map { abs($0 - $1) }.max() ?? 0 : .infinity
  }
}
