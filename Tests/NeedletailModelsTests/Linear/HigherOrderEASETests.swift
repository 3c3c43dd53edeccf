import NeedletailCore
import NeedletailData
import NeedletailMath
import NeedletailModels
import TestSupport
import Testing

@Suite("Higher-order EASE")
struct HigherOrderEASETests {
  private let toy = ["1101", "1110", "0111", "1001", "1111", "1100"]
  private let settings = HigherOrderEASE(l2: 1, l2Pairs: 2, pairs: .above(2), rho: 5)
  private let items: [[Float]] = [
    [0, 0.463687, -0.007407, 0.357143], [0.586022, 0, 0.392593, 0.241758],
    [-0.032258, 0.441341, 0, 0.153846], [0.354839, 0.195531, 0.155556, 0],
  ]
  private let pairs: [[Float]] = [
    [0, 0, 0.022222, -0.142857], [0, -0.083799, -0.096296, 0], [-0.016129, 0, 0, 0.076923],
    [-0.145161, 0, 0.103704, 0],
  ]

  @Test("the steps of the worked example come out number by number")
  func workedExample() throws {
    var trainer = try trainer(toy, settings)
    #expect(trainer.pairs.first == [0, 0, 1, 1] && trainer.pairs.second == [1, 3, 2, 3])
    for epoch in 1...40 {
      _ = try trainer.runEpoch()
      let weights = trainer.itemWeights
      #expect((0..<4).allSatisfy { weights[$0, $0] == 0 }, "the diagonal")
      let d = trainer.pairWeights
      for pair in 0..<4 {
        #expect(d[pair, Int(trainer.pairs.first[pair])] == 0 && d[pair, Int(trainer.pairs.second[pair])] == 0)
      }
      let apart = largestDifference(floats(weights), items)
      switch epoch {
      case 1:
        #expect(largestDifference([floats(weights)[0]], [[0, 0.4375, -0.046875, 0.3]]) < 1e-6)
        #expect(abs(apart - 0.0607) < 1e-4)
        #expect(abs(objective(toy, trainer, l2: 1, l2Pairs: 2) - 6.9141) < 1e-4)
      case 10: #expect(abs(objective(toy, trainer, l2: 1, l2Pairs: 2) - 6.7793277) < 1e-5)
      case 40:
        #expect(apart < 2.7e-6 + 1e-6)
        #expect(abs(objective(toy, trainer, l2: 1, l2Pairs: 2) - 6.7785722) < 1e-5)
      default: break
      }
    }
    let model = try fit(toy, settings)
    #expect(largestDifference(itemWeights(model), items) < 3.5e-6)
    #expect(largestDifference(pairWeights(model), pairs) < 1e-5)
  }

  @Test("many steps give the ridge regression on items and pairs", arguments: [1, 2])
  func ridgeRegression(seed: UInt64) throws {
    let rows = LinearFixture.random(users: 60, items: 12, density: 0.4, seed: seed)
    let algorithm = HigherOrderEASE(l2: 3, l2Pairs: 5, pairs: .above(10), rho: 20, epochs: 300)
    let model = try fit(rows, algorithm)
    #expect(model.pairCount > 5)
    let oracle = PairRidgeOracle(LinearFixture.doubles(rows), pairs: listed(model), l2: 3, l2Pairs: 5)
    let (b, c) = (itemWeights(model), pairWeights(model))
    for item in 0..<12 {
      let expected = oracle.weights(of: item)
      #expect(
        (b.map { $0[item] } + c.map { $0[item] }).enumerated().allSatisfy {
          abs(Double($1) - expected[$0]) < 2e-4
        })
    }
  }

  @Test("the conditions of the optimum hold on many items and pairs")
  func optimality() throws {
    let rows = LinearFixture.random(users: 400, items: 60, density: 0.25, seed: 4)
    let model = try fit(
      rows, HigherOrderEASE(l2: 20, l2Pairs: 50, pairs: .count(200), rho: 100, epochs: 200))
    let x = LinearFixture.doubles(rows)
    let z = x.map { row in listed(model).map { row[$0.0] * row[$0.1] } }
    let (b, c) = (itemWeights(model), pairWeights(model))
    let scale = 400.0
    for item in stride(from: 0, to: 60, by: 7) {
      let rest = x.indices.map { user in
        x[user][item] - (0..<60).reduce(0.0) { $0 + x[user][$1] * Double(b[$1][item]) }
          - c.indices.reduce(0.0) { $0 + z[user][$1] * Double(c[$1][item]) }
      }
      for other in 0..<60 where other != item {
        let slope = x.indices.reduce(0.0) { $0 + x[$1][other] * rest[$1] } - 20 * Double(b[other][item])
        #expect(abs(slope) < 1e-4 * scale)
      }
      for (pair, members) in listed(model).enumerated() where members.0 != item && members.1 != item {
        let slope = x.indices.reduce(0.0) { $0 + z[$1][pair] * rest[$1] } - 50 * Double(c[pair][item])
        #expect(abs(slope) < 1e-3 * scale)
      }
    }
  }

  @Test("without pairs, or with a great ridge on them, it is EASE")
  func ease() throws {
    let rows = LinearFixture.random(users: 80, items: 20, density: 0.3, seed: 5)
    let plain = try #require(
      try EASE(l2: 4).fit(TrainingData(log: LinearFixture.log(rows)), options: TrainingOptions())
        as? EASERecommender)
    let expected = (0..<20).map { i in (0..<20).map { plain.weight(from: ItemRow(i), to: ItemRow($0)) } }
    let none = try fit(rows, HigherOrderEASE(l2: 4, pairs: .above(1000)))
    #expect(none.pairCount == 0)
    #expect(largestDifference(itemWeights(none), expected) < 2e-6)
    let tamed = try fit(rows, HigherOrderEASE(l2: 4, l2Pairs: 1e8, pairs: .above(5), rho: 100))
    #expect(tamed.pairCount > 0)
    #expect(largestDifference(itemWeights(tamed), expected) < 1e-5)
  }

  @Test("permuted items permute pairs and weights; ties of pairs are taken or left together")
  func permutation() throws {
    let rows = LinearFixture.random(users: 70, items: 10, density: 0.4, seed: 6)
    let order = (0..<10).map { ($0 * 7 + 3) % 10 }
    let permuted = rows.map { row in String(order.map { Array(row)[$0] }) }
    let algorithm = HigherOrderEASE(l2: 3, l2Pairs: 5, pairs: .count(9), rho: 20)
    let (model, other) = (try fit(rows, algorithm), try fit(permuted, algorithm))
    #expect(model.pairCount == other.pairCount && model.pairCount <= 9 && model.pairCount > 0)
    let turned = itemWeights(other)
    for i in 0..<10 {
      #expect(largestDifference([turned[i]], [order.map { itemWeights(model)[order[i]][$0] }]) < 1e-4)
    }
    #expect(
      Set(listed(other).map { Set([order[$0.0], order[$0.1]]) })
        == Set(listed(model).map { Set([$0.0, $0.1]) }))
  }

  @Test("the comparison has no negative weights of pairs and a higher objective")
  func nonNegative() throws {
    let rows = LinearFixture.random(users: 100, items: 15, density: 0.4, seed: 7)
    let signed = try fit(rows, HigherOrderEASE(l2: 3, l2Pairs: 5, pairs: .above(15), rho: 20, epochs: 300))
    let positive = try fit(
      rows, HigherOrderEASE(l2: 3, l2Pairs: 5, pairs: .above(15), rho: 20, epochs: 300, nonNegative: true))
    #expect(pairWeights(signed).joined().contains { $0 < 0 })
    #expect(pairWeights(positive).joined().allSatisfy { $0 >= 0 })
    #expect(pairWeights(positive).joined().contains { $0 > 0 })
    func objective(_ model: HigherOrderEASERecommender) -> Double {
      PairRidgeOracle(LinearFixture.doubles(rows), pairs: listed(model), l2: 3, l2Pairs: 5)
        .objective(itemWeights(model), pairWeights(model))
    }
    #expect(objective(signed) < objective(positive))
  }

  @Test("pairs come from the history alone and are named in explanations")
  func explanation() throws {
    let model = try fit(toy, settings)
    let query = LinearFixture.query([0, 1, 3])
    let scores = try model.scores(ofItems: [0, 1, 3])
    let parts = model.explainPairs(query, item: ItemRow(2))
    #expect(parts.map { [$0.first.index, $0.second.index] } == [[0, 1], [0, 3], [1, 3]])
    #expect(largestDifference([parts.map(\.score)], [[0.022222, -0.096296, 0.103704]]) < 1e-5)
    let alone = [0, 1, 3].reduce(0) { $0 + items[$1][2] }
    #expect(abs(scores[2] - (alone + parts.reduce(0) { $0 + $1.score })) < 2e-5)
    let shares = try model.explain(query, item: ItemRow(2)).map(\.score)
    #expect(abs(shares[0] - (items[0][2] + (parts[0].score + parts[1].score) / 2)) < 1e-5)
    #expect(model.explainPairs(LinearFixture.query([0, 2]), item: ItemRow(1)).isEmpty)
    #expect(largestDifference([try model.scores(ofItems: [2])], [items[2]]) < 1e-5)
  }

  @Test("only one of pairs and threshold may be given, and weights must be one")
  func refusals() throws {
    let error = #expect(throws: SpecificationError.self) {
      _ = try ModelSpecification(parsing: "higher-order-ease(pairs=10,threshold=5)", registry: .models)
    }
    #expect(error.map { "\($0)".contains("give one") } ?? false)
    let iterations = try ModelSpecification(parsing: "higher-order-ease(iterations=7)", registry: .models)
    #expect(iterations.algorithm.hyperparameters.integer("epochs") == 7)
    var log = LinearFixture.log(toy)
    log.values = SharedBuffer([Float](repeating: 2, count: log.count))
    let weighted = #expect(throws: TrainingError.self) {
      _ = try settings.fit(TrainingData(log: log, weighting: .value), options: TrainingOptions())
    }
    #expect(weighted.map { "\($0)".contains("binary") } ?? false)
  }

  // MARK: Shorthands

  private func trainer(_ rows: [String], _ algorithm: HigherOrderEASE) throws -> PairTrainer {
    let matrix = TrainingData(log: LinearFixture.log(rows)).matrix
    let options = TrainingOptions(pool: WorkerPool(threads: 2))
    let gram = try SymmetricTiles.gram(of: matrix, pool: options.pool)
    return try PairTrainer(
      algorithm, matrix, gram: gram, pairs: ItemPairs(gram, algorithm.choice), options: options)
  }

  private func fit(_ rows: [String], _ algorithm: HigherOrderEASE) throws -> HigherOrderEASERecommender {
    let options = TrainingOptions(pool: WorkerPool(threads: 2))
    return try #require(
      try algorithm.fit(TrainingData(log: LinearFixture.log(rows)), options: options)
        as? HigherOrderEASERecommender)
  }

  private func objective(
    _ rows: [String], _ trainer: PairTrainer, l2: Double, l2Pairs: Double
  ) -> Double {
    let pairs = zip(trainer.pairs.first, trainer.pairs.second).map { (Int($0), Int($1)) }
    return PairRidgeOracle(LinearFixture.doubles(rows), pairs: pairs, l2: l2, l2Pairs: l2Pairs)
      .objective(floats(trainer.itemWeights), floats(trainer.pairWeights))
  }

  private func listed(_ model: HigherOrderEASERecommender) -> [(Int, Int)] {
    (0..<model.pairCount).map {
      let (first, second) = model.items(ofPair: $0)
      return (first.index, second.index)
    }
  }

  private func itemWeights(_ model: HigherOrderEASERecommender) -> [[Float]] {
    (0..<model.itemCount).map { i in
      (0..<model.itemCount).map { model.weight(from: ItemRow(i), to: ItemRow($0)) }
    }
  }

  private func pairWeights(_ model: HigherOrderEASERecommender) -> [[Float]] {
    (0..<model.pairCount).map { pair in
      (0..<model.itemCount).map { model.weight(fromPair: pair, to: ItemRow($0)) }
    }
  }

  private func floats(_ matrix: Matrix) -> [[Float]] {
    (0..<matrix.rows).map { row in (0..<matrix.columns).map { matrix[row, $0] } }
  }
}
