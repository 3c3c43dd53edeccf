import NeedletailCore
import NeedletailData
import NeedletailMath
import NeedletailModels
import TestSupport
import Testing

@Suite("PureSVD")
struct PureSVDTests {
  @Test("the worked example comes out number by number")
  func workedExample() throws {
    let rows = ["110", "111", "011", "100"]
    let model = try fit(rows, PureSVD(dimension: 1))
    let scores = try model.scores(ofItems: [0, 1])
    for (score, expected) in zip(scores, [0.722302, 0.835839, 0.581200] as [Float]) {
      #expect(abs(score - expected) < 2e-6)
    }
    #expect(try model.scores(ofItems: []) == [0, 0, 0])
  }

  @Test("scores are the history projected on the strongest directions")
  func projection() throws {
    let rows = LinearFixture.random(users: 150, items: 35, density: 0.2, seed: 21)
    let model = try fit(rows, PureSVD(dimension: 5, powerIterations: 10, oversampling: 30))
    let exact = JacobiSVD(LinearFixture.doubles(rows)).right.prefix(5)
    let history = [2, 3, 11, 30]
    for (item, score) in try model.scores(ofItems: history).enumerated() {
      let expected = exact.reduce(0.0) { sum, v in sum + history.reduce(0.0) { $0 + v[$1] } * v[item] }
      #expect(abs(Double(score) - expected) < 1e-3)
    }
    #expect(model.itemFactors.rows == 35 && model.itemFactors.columns == 5)
  }

  @Test("as many dimensions as items give the history back")
  func fullRank() throws {
    let rows = LinearFixture.random(users: 100, items: 12, density: 0.4, seed: 22)
    let scores = try fit(rows, PureSVD(dimension: 40)).scores(ofItems: [1, 5, 9])
    for (item, score) in scores.enumerated() {
      #expect(abs(score - ([1, 5, 9].contains(item) ? 1 : 0)) < 1e-4)
    }
  }

  @Test("the scale of a vector is that of its scores; directions have cosines")
  func scales() throws {
    let model = try fit(
      LinearFixture.random(users: 150, items: 50, density: 0.2, seed: 23), PureSVD(dimension: 8))
    let query = LinearFixture.query([1, 2, 40])
    let scores = try model.scores(ofItems: [1, 2, 40])
    let square = scores.reduce(0.0) { $0 + Double($1) * Double($1) } / 50
    #expect(abs(model.scales(of: model.vectors(of: [query]))[0] - square.squareRoot()) < 1e-5)
    #expect(abs(model.cosine(ItemRow(3), ItemRow(3)) - 1) < 1e-5)
    let nearest = try model.similar(to: ItemRow(3), count: 1)[0]
    #expect(nearest.score == model.cosine(ItemRow(3), ItemRow(rawValue: nearest.item)))
  }

  private func fit(_ rows: [String], _ algorithm: PureSVD) throws -> PureSVDRecommender {
    let options = TrainingOptions(pool: WorkerPool(threads: 2))
    return try #require(
      try algorithm.fit(TrainingData(log: LinearFixture.log(rows)), options: options) as? PureSVDRecommender)
  }
}
