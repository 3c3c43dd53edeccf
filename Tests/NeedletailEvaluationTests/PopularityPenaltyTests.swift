import Glibc
import NeedletailCore
import NeedletailData
import NeedletailEvaluation
import NeedletailMath
import TestSupport
import Testing

/// Recall that discounts popular items, as a metric of a split.
@Suite("Recall with a popularity penalty")
struct PopularityPenaltyTests {
  private static func evaluate(
    _ model: some Recommender, on split: Split, _ metrics: String, resamples: Int = 0
  ) throws -> ModelEvaluation {
    var options = EvaluationOptions(metrics: try MetricKey.list(metrics))
    options.resamples = resamples
    return try Evaluator.evaluate(model, name: "model", on: split, options: options)
  }

  private static func values(
    _ model: some Recommender, on split: Split, k: Int, betas: [Double]
  ) throws -> [Double] {
    let keys = try betas.map { try MetricKey(.recall, cutoff: k, beta: $0) }
    let result = try evaluate(model, on: split, keys.map(\.description).joined(separator: ","))
    return try keys.map { try #require(result[$0]).value }
  }

  /// Items a, b, c with 10, 5 and 2 of 20 training users, p = (.5, .25, .1); two users meet them in the test: the
  /// first a (hit) and b (missed), the second a (missed) and c (hit).
  private static func toy(copies: Int = 1) -> Split {
    var training: [(Int, Int)] = []
    for copy in 0..<copies {
      for (item, users) in [10, 5, 2].enumerated() {
        training += (0..<users).map { (20 * copy + $0, item) }
      }
    }
    let (first, second) = (20 * copies, 20 * copies + 1)
    return Split(
      training: InteractionLog(users: second + 1, items: 4, training),
      test: InteractionLog(users: second + 1, items: 4, [(first, 0), (first, 1), (second, 0), (second, 2)]),
      definition: "toy")
  }

  /// Ranks a first for the even users and c first for the odd ones.
  private static let toyModel = StubRecommender(itemCount: 4) { query, item in
    let best: Int32 = (query.user?.index ?? 0) % 2 == 0 ? 0 : 2
    return item == best ? 1 : 0
  }

  @Test("gives the figures of the paper's toy", arguments: [(0.0, 0.5), (0.3, 0.540141), (1.0, 2.0 / 3)])
  func toy(beta: Double, expected: Double) throws {
    let found = try Self.values(Self.toyModel, on: Self.toy(), k: 1, betas: [beta])
    #expect(abs(found[0] - expected) < 1e-6)
  }

  @Test("equals the two-stage form: each user's ratio, weighted by the user's share of the weights")
  func stages() throws {
    let p = [0.5, 0.25, 0.1]
    for beta in [0.0, 0.3, 1] {
      let weights = [[0, 1], [0, 2]].map { $0.reduce(0) { $0 + pow(p[$1], -beta) } }
      let ratios = [pow(p[0], -beta) / weights[0], pow(p[2], -beta) / weights[1]]
      let shares = weights.map { $0 / weights.reduce(0, +) }
      let expected = ratios[0] * shares[0] + ratios[1] * shares[1]
      let found = try Self.values(Self.toyModel, on: Self.toy(), k: 1, betas: [beta])
      #expect(abs(found[0] - expected) < 1e-12)
    }
  }

  @Test("does not depend on the scale of popularity")
  func scale() throws {
    let betas = [0, 0.3, 0.55, 1]
    let one = try Self.values(Self.toyModel, on: Self.toy(), k: 1, betas: betas)
    let seven = try Self.values(Self.toyModel, on: Self.toy(copies: 7), k: 1, betas: betas)
    for (a, b) in zip(one, seven) { #expect(abs(a - b) < 1e-12) }
  }

  @Test("is micro recall at zero, for any model and cut-off")
  func micro() throws {
    let sample = SampleEvaluation()
    for (_, model) in sample.models {
      let result = try Self.evaluate(
        model, on: sample.split, "recall@10[micro],recall@10[beta=0],recall@3[micro],recall@3[beta=0]")
      #expect(result.metrics[0].value == result.metrics[1].value)
      #expect(result.metrics[2].value == result.metrics[3].value)
    }
  }

  @Test("agrees with a sum over all test pairs, and stays in 0...1")
  func enumeration() throws {
    let sample = SampleEvaluation()
    let model = sample.noisy(0.4, popular: 0.5, seed: 9)
    var users = [Int](repeating: 0, count: SampleEvaluation.items)
    for item in sample.split.training.itemRows.array { users[Int(item)] += 1 }
    let test = sample.split.test
    var known = [Set<Int32>](repeating: [], count: SampleEvaluation.users)
    for (user, item) in zip(sample.split.training.userRows.array, sample.split.training.itemRows.array) {
      known[Int(user)].insert(item)
    }
    for beta in [0.0, 0.3, 1, 2] {
      var sums = (hits: 0.0, all: 0.0)
      for (user, item) in zip(test.userRows.array, test.itemRows.array) {
        var scores = Matrix(rows: 1, columns: SampleEvaluation.items)
        let query = Query(user: UserRow(Int(user)), profile: .empty)
        try model.score([query], candidates: .all, into: &scores)
        let better = (0..<SampleEvaluation.items).count {
          !known[Int(user)].contains(Int32($0)) && scores[0, $0] > scores[0, Int(item)]
        }
        let weight = pow(Double(max(1, users[Int(item)])), -beta)
        sums.hits += better < 10 ? weight : 0
        sums.all += weight
      }
      let found = try Self.values(model, on: sample.split, k: 10, betas: [beta])[0]
      #expect(abs(found - sums.hits / sums.all) < 1e-12)
      #expect((0...1).contains(found))
    }
    let oracle = StubRecommender(itemCount: SampleEvaluation.items) { query, item in
      zip(test.userRows.array, test.itemRows.array).contains { Int($0) == query.user?.index && $1 == item }
        ? 1 : 0
    }
    #expect(try Self.values(oracle, on: sample.split, k: 100, betas: [0, 0.35, 1]) == [1, 1, 1])
  }

  @Test("falls with beta for a model that hits popular items only, rises for one that hits rare ones only")
  func monotony() throws {
    let betas = stride(from: 0.0, through: 1, by: 0.1).map { $0 }
    // The first ranks a first for everybody, the second c.
    let popular = StubRecommender(itemCount: 4) { _, item in item == 0 ? 1 : 0 }
    let rare = StubRecommender(itemCount: 4) { _, item in item == 2 ? 1 : 0 }
    let falling = try Self.values(popular, on: Self.toy(), k: 1, betas: betas)
    let rising = try Self.values(rare, on: Self.toy(), k: 1, betas: betas)
    for index in 1..<betas.count {
      #expect(falling[index] <= falling[index - 1])
      #expect(rising[index] >= rising[index - 1])
    }
  }

  @Test("does not depend on beta when all items are equally popular")
  func equal() throws {
    let training = (0..<6).flatMap { user in (0..<5).map { (user, $0) } }
    let split = Split(
      training: InteractionLog(users: 8, items: 5, training),
      test: InteractionLog(users: 8, items: 5, [(6, 0), (6, 3), (7, 1), (7, 2)]), definition: "equal")
    let model = StubRecommender(itemCount: 5) { _, item in Float(item) }
    let found = try Self.values(model, on: split, k: 2, betas: [0, 0.3, 1])
    #expect(found.allSatisfy { abs($0 - 0.25) < 1e-12 })
  }

  @Test("counts an item without training users as having one")
  func floor() throws {
    let split = Split(
      training: InteractionLog(users: 3, items: 3, [(0, 0), (1, 0)]),
      test: InteractionLog(users: 3, items: 3, [(2, 0), (2, 2)]), definition: "unseen item")
    let model = StubRecommender(itemCount: 3) { _, item in Float(item) }
    // Weights 1/2 (missed) and 1 (hit).
    #expect(abs(try Self.values(model, on: split, k: 1, betas: [1])[0] - 2.0 / 3) < 1e-12)
  }

  @Test("stands beside the metric without penalty, with its effective sample size, interval and paired test")
  func report() throws {
    let sample = SampleEvaluation()
    let options = try sample.options(threads: 2, metrics: "recall@10[beta=0.3],recall@10[tail,beta=1]")
    let plan = try EvaluationPlan(sample.split, options: options)
    let evaluations = try sample.models.suffix(2).map { try plan.evaluate($1, name: $0) }
    let first = evaluations[0]
    #expect(
      first.metrics.prefix(4).map(\.key.description) == [
        "recall@10[beta=0]", "recall@10[beta=0.3]", "recall@10[tail,beta=0]", "recall@10[tail,beta=1]",
      ])
    for metric in first.metrics.prefix(4) {
      #expect(metric.note?.hasPrefix("effective sample size ") == true)
      #expect(try #require(metric.low) < metric.value && metric.value < (try #require(metric.high)))
      #expect(metric.definition.contains("p^−"))
    }
    let plain = try #require(first.metrics[0].note)
    let total = try #require(plain.split(separator: " ").dropFirst(5).first.flatMap { Int($0) })
    #expect(plain == "effective sample size \(total) of \(total) test items")
    let weighted = try #require(first.metrics[1].note?.split(separator: " ")[3])
    #expect(try #require(Int(weighted)) < total)
    let tests = try Comparison.all(evaluations, options: Comparison.Options(options))
    #expect(tests.contains { $0.metric.description == "recall@10[beta=0.3]" && $0.interval != nil })
  }
}

/// The size of a weighted sample.
@Suite("Effective sample size")
struct EffectiveSizeTests {
  @Test("is the count for equal weights and one when one weight decides")
  func sizes() {
    var size = EffectiveSize()
    #expect(size.value == 0)
    for _ in 0..<4 { size.add(0.25) }
    #expect(size.value == 4 && size.count == 4)
    size.add(1e9)
    #expect(abs(size.value - 1) < 1e-6 && size.count == 5)
    // Weights 2, 4, 2, 10: 18² / 124.
    var toy = EffectiveSize()
    for weight in [2.0, 4, 2, 10] { toy.add(weight) }
    #expect(abs(toy.value - 324.0 / 124) < 1e-12)
  }
}
