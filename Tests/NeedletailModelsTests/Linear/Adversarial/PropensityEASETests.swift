import NeedletailCore
import NeedletailData
import NeedletailMath
import NeedletailModels
import TestSupport
import Testing

@Suite("EASE with weights of users")
struct PropensityEASETests {
  private let toy: [[Double]] = [[1, 1, 0, 0], [1, 1, 1, 0], [0, 0, 1, 1]]

  @Test("weights of the worked example")
  func workedExample() {
    let weights = PropensityEASE(exponent: 0.6).weights(of: CSRMatrix(dense: toy)).map { Double($0) }
    #expect(weights.distance([1.077566, 0.844868, 1.077566]) < 1e-6)
  }

  @Test("weights have a mean of one over users with a history; others have none")
  func mean() {
    var users = toy
    users.insert([0, 0, 0, 0], at: 1)
    for exponent in [0.0, 0.4, 2] {
      let weights = PropensityEASE(exponent: exponent).weights(of: CSRMatrix(dense: users))
      #expect(weights[1] == 0 && abs(weights.reduce(0, +) - 3) < 1e-5)
    }
    #expect(PropensityEASE().weights(of: CSRMatrix(columns: 3, rows: [[], []])) == [0, 0])
  }

  @Test("exponent 0 is EASE")
  func equal() throws {
    let log = GeneratedLog.log(users: 60, items: 25, events: 500)
    let models = try [EASE(l2: 5) as any Algorithm, PropensityEASE(l2: 5, exponent: 0)].map {
      try #require(try $0.train(TrainingData(log: log)) as? EASERecommender)
    }
    #expect(weights(models[0]) == weights(models[1]))
  }

  @Test("a column is the weighted ridge regression of its item on all others")
  func weightedRegression() throws {
    let log = GeneratedLog.log(users: 60, items: 25, events: 500)
    let algorithm = PropensityEASE(l2: 5, exponent: 0.7)
    let data = TrainingData(log: log)
    let model = try #require(try algorithm.train(data) as? EASERecommender)
    var gram = LinearAlgebraOracle.gram(
      data.matrix.doubles, weights: algorithm.weights(of: data.matrix).map { Double($0) })
    for item in gram.indices { gram[item][item] += 5 }
    let inverse = LinearAlgebraOracle.inverse(gram)
    for i in gram.indices {
      for j in gram.indices {
        let expected = i == j ? 0 : -inverse[i][j] / inverse[j][j]
        #expect(abs(Double(model.weight(from: ItemRow(i), to: ItemRow(j))) - expected) < 1e-4)
      }
    }
  }

  private func weights(_ model: EASERecommender) -> [[Float]] {
    (0..<model.itemCount).map { i in
      (0..<model.itemCount).map { model.weight(from: ItemRow(i), to: ItemRow($0)) }
    }
  }
}
