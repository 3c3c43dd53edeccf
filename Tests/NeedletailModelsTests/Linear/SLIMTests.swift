import NeedletailCore
import NeedletailData
import NeedletailMath
import NeedletailModels
import TestSupport
import Testing

@Suite("SLIM")
struct SLIMTests {
  /// The worked example of EASE: four users, three items.
  private let toy = ["110", "111", "011", "100"]

  @Test("the worked example comes out number by number")
  func workedExample() throws {
    let once = weights(try fit(toy, SLIM(l1: 0.1, l2: 0.5, epochs: 1)))
    #expect(abs(once[0][1] - 0.542857) < 1e-6 && abs(once[2][1] - 0.542857) < 1e-6)
    let model = try fit(toy, SLIM(l1: 0.1, l2: 0.5, tolerance: 0))
    let converged = weights(model)
    #expect(abs(converged[0][1] - 0.367742) < 5e-6 && abs(converged[2][1] - 0.612903) < 5e-6)
    #expect(abs(try model.scores(ofItems: [0, 2])[1] - 0.980645) < 1e-5)
    #expect(try model.scores(ofItems: []) == [0, 0, 0])
  }

  @Test("scikit-learn finds the same weights", arguments: [true, false])
  func peer(nonNegative: Bool) throws {
    let slim = SLIM(
      l1: ElasticNetFixture.l1, l2: ElasticNetFixture.l2, nonNegative: nonNegative, epochs: 10_000,
      tolerance: 0)
    let found = weights(try fit(ElasticNetFixture.rows, slim))
    let expected = nonNegative ? ElasticNetFixture.nonNegative : ElasticNetFixture.signed
    #expect(largestDifference(found, expected) < 2e-5)
  }

  @Test(
    "plain descent in doubles finds the same weights", arguments: [true, false], [0, 0.5, 3])
  func oracle(nonNegative: Bool, l1: Double) throws {
    let rows = LinearFixture.random(users: 120, items: 40, density: 0.15, seed: 8)
    let oracle = ElasticNetOracle(
      LinearFixture.doubles(rows), l1: l1, l2: 4, nonNegative: nonNegative)
    let found = weights(
      try fit(rows, SLIM(l1: l1, l2: 4, nonNegative: nonNegative, epochs: 5000, tolerance: 0)))
    let quick = weights(try fit(rows, SLIM(l1: l1, l2: 4, nonNegative: nonNegative)))
    for item in 0..<40 {
      let expected = oracle.weights(of: item, sweeps: 600)
      let column = found.map { Double($0[item]) }
      #expect(zip(column, expected).allSatisfy { abs($0 - $1) < 5e-5 })
      let best = oracle.objective(of: item, expected)
      let quickly = oracle.objective(of: item, quick.map { Double($0[item]) })
      #expect(quickly - best < 1e-3 * max(1, abs(best)), "tolerance 1e-4 is near the minimum")
      #expect(column[item] == 0)
    }
  }

  @Test("the conditions of the minimum hold for every pair of items")
  func optimality() throws {
    let rows = LinearFixture.random(users: 200, items: 60, density: 0.1, seed: 9)
    let gram = LinearAlgebraOracle.gram(LinearFixture.doubles(rows))
    let (l1, l2) = (1.0, 5.0)
    let w = weights(try fit(rows, SLIM(l1: l1, l2: l2, epochs: 5000, tolerance: 0)))
    for j in 0..<60 {
      for i in 0..<60 where i != j {
        let product = (0..<60).reduce(0.0) { $0 + gram[i][$1] * Double(w[$1][j]) }
        let slope = gram[i][j] - product - l2 * Double(w[i][j])
        #expect(w[i][j] > 0 ? abs(slope - l1) < 1e-3 : slope <= l1 + 1e-3)
      }
    }
  }

  @Test("no l1 and signed weights give the ridge regression of EASE")
  func ridge() throws {
    let rows = LinearFixture.random(users: 80, items: 25, density: 0.2, seed: 10)
    let slim = weights(
      try fit(rows, SLIM(l1: 0, l2: 3, neighbours: 0, nonNegative: false, epochs: 20_000, tolerance: 0)))
    let ease = try #require(
      try EASE(l2: 3).fit(TrainingData(log: LinearFixture.log(rows)), options: TrainingOptions())
        as? EASERecommender)
    for i in 0..<25 {
      for j in 0..<25 {
        #expect(abs(slim[i][j] - ease.weight(from: ItemRow(i), to: ItemRow(j))) < 1e-4)
      }
    }
  }

  @Test("the largest weights are kept")
  func neighbours() throws {
    let rows = LinearFixture.random(users: 120, items: 30, density: 0.2, seed: 11)
    let all = weights(try fit(rows, SLIM(l1: 0.1, l2: 2, neighbours: 0, nonNegative: false)))
    let few = weights(try fit(rows, SLIM(l1: 0.1, l2: 2, neighbours: 4, nonNegative: false)))
    for item in 0..<30 {
      let (kept, column) = (few.map { $0[item] }, all.map { $0[item] })
      #expect(kept.filter { $0 != 0 }.count == 4)
      let least = kept.filter { $0 != 0 }.map(abs).min()!
      #expect(zip(kept, column).allSatisfy { $0 == $1 || ($0 == 0 && abs($1) <= least) })
    }
  }

  @Test(
    "items of few users are fitted without the Gram matrix, to the same weights", arguments: [true, false])
  func byUsers(nonNegative: Bool) throws {
    let rows = LinearFixture.random(users: 120, items: 40, density: 0.15, seed: 8)
    // Items that nobody has change nothing but which of the two ways is taken.
    let wide = rows.map { $0 + String(repeating: "0", count: 400) }
    let slim = SLIM(l1: 0.5, l2: 4, nonNegative: nonNegative, epochs: 5000, tolerance: 0)
    let (few, many) = (weights(try fit(rows, slim)), weights(try fit(wide, slim)))
    #expect(largestDifference(few, many.prefix(40).map { Array($0.prefix(40)) }) < 2e-5)
    #expect(many.allSatisfy { $0.dropFirst(40).allSatisfy { $0 == 0 } })
    let (one, four) = (weights(try fit(wide, slim, threads: 1)), weights(try fit(wide, slim, threads: 4)))
    #expect(one == many && four == many)
  }

  @Test("the memory formula counts the Gram matrix where there is one")
  func memory() {
    let (dense, sparse) = (
      DataShape(users: 6040, items: 3706, interactions: 1_000_000),
      DataShape(users: 30_000, items: 41_000, interactions: 800_000)
    )
    let slim = SLIM(neighbours: 0)
    let grams = [dense, sparse].map {
      slim.memoryEstimate(for: $0, threads: 2).terms.first { $0.name == "Gram matrix" }?.bytes
    }
    #expect(grams == [4 * 3706 * 3712, 0])
  }

  private func fit(_ rows: [String], _ slim: SLIM, threads: Int = 2) throws -> SparseWeightRecommender {
    let options = TrainingOptions(pool: WorkerPool(threads: threads))
    return try #require(
      try slim.fit(TrainingData(log: LinearFixture.log(rows)), options: options) as? SparseWeightRecommender)
  }

  private func weights(_ model: SparseWeightRecommender) -> [[Float]] {
    (0..<model.itemCount).map { i in
      (0..<model.itemCount).map { model.weight(from: ItemRow(i), to: ItemRow($0)) }
    }
  }
}
