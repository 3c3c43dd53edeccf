import NeedletailCore
import NeedletailData
import NeedletailEvaluation
import NeedletailMath
import TestSupport
import Testing

@Suite("Scorers of known quality")
struct ScorerPropertyTests {
  let sample = SampleEvaluation()

  func evaluate(_ model: any Recommender, _ metrics: String, threads: Int = 2) throws -> [Double] {
    var options = try sample.options(threads: threads, metrics: metrics)
    options.curves = false
    options.resamples = 0
    options.activityBuckets = 0
    options.userFeatures = nil
    return try Evaluator.evaluate(model, name: "m", on: sample.split, options: options).metrics.map(\.value)
  }

  @Test("an oracle is perfect")
  func oracle() throws {
    let relevant = Set(
      (0..<sample.split.test.count).map {
        UInt64(sample.split.test.userRows[$0]) << 32 | UInt64(sample.split.test.itemRows[$0])
      })
    let oracle = RankingStub(itemCount: SampleEvaluation.items) { query, item in
      query.user.map { relevant.contains(UInt64($0.rawValue) << 32 | UInt64(item)) } == true ? 1 : 0
    }
    let values = try evaluate(
      oracle, "ndcg@10,recall@10[capped],map@10[capped],precision@1,hitrate@5,mrr@10,auc,gauc,ndcg@10[tail]")
    #expect(values.dropLast().allSatisfy { isClose($0, 1, within: 1e-12) })
  }

  @Test("a random scorer has AUC one half and the precision of chance")
  func random() throws {
    let scorer = RankingStub(itemCount: SampleEvaluation.items) { query, item in
      var random = RandomStream(
        seed: 99, stream: UInt64(query.user?.rawValue ?? 0) << 32 | UInt64(item))
      return random.uniformFloat()
    }
    let values = try evaluate(scorer, "auc,gauc,gauc[unweighted],precision@10")
    #expect(isClose(values[0], 0.5, within: 0.03) && isClose(values[1], 0.5, within: 0.03))
    #expect(values[0] == values[2])
    let density =
      Double(sample.split.test.count) / Double(SampleEvaluation.users * (SampleEvaluation.items - 10))
    #expect(isClose(values[3], density, within: 0.01))
  }

  @Test("constant and NaN scores tie: AUC one half, lists in the order of ids")
  func constant() throws {
    let constant = RankingStub(itemCount: SampleEvaluation.items) { _, _ in 3 }
    let nothing = RankingStub(itemCount: SampleEvaluation.items) { _, _ in .nan }
    let ascending = RankingStub(itemCount: SampleEvaluation.items) { _, item in -Float(item) }
    let ranking = "ndcg@10,recall@10,map@10"
    #expect(try evaluate(constant, "auc") == [0.5] && evaluate(nothing, "auc") == [0.5])
    #expect(try evaluate(constant, ranking) == evaluate(ascending, ranking))
    #expect(try evaluate(nothing, ranking) == evaluate(ascending, ranking))
  }

  @Test("AUC agrees with all pairs, ties included")
  func auc() throws {
    let scorer = RankingStub(itemCount: SampleEvaluation.items) { query, item in
      Float((Int(item) * 7 + Int(query.user?.rawValue ?? 0)) % 9)
    }
    let plan = try EvaluationPlan(sample.split, options: sample.options(threads: 1, metrics: "auc"))
    let result = try plan.evaluate(scorer, name: "m")
    let values = result.values[result.metrics[0].key]!
    let seen = Weighting.binary.matrix(of: sample.split.training)
    for user in 0..<50 {
      let history = Set(seen.entries(ofRow: plan.users[user].index).map(\.column))
      let candidates = (0..<SampleEvaluation.items).filter { !history.contains($0) }
      let scores = candidates.map { Double(($0 * 7 + Int(plan.users[user].rawValue)) % 9) }
      let labels = candidates.map { plan.relevance.contains(Int32($0), user: user) }
      #expect(
        isClose(values.value(ofUser: user), RatingReference.auc(scores, labels), within: 1e-12),
        "user \(user)")
    }
  }

  @Test("a monotone transform changes no ranking metric; the opposite scores turn AUC around")
  func monotone() throws {
    let model = sample.models[4].1
    let plain = RankingStub(itemCount: SampleEvaluation.items) {
      try! model.predict($0, items: [ItemRow(rawValue: $1)])[0]
    }
    let scaled = RankingStub(itemCount: SampleEvaluation.items) {
      4 * (try! model.predict($0, items: [ItemRow(rawValue: $1)])[0])
    }
    let opposite = RankingStub(itemCount: SampleEvaluation.items) {
      -(try! model.predict($0, items: [ItemRow(rawValue: $1)])[0])
    }
    let metrics = "auc,ndcg@10,coverage@10,novelty@10"
    #expect(try evaluate(plain, metrics) == evaluate(scaled, metrics))
    #expect(try isClose(evaluate(opposite, "auc")[0], 1 - evaluate(plain, "auc")[0], within: 1e-12))
  }

  @Test("strata partition the test items: hits add up")
  func strata() throws {
    let model = sample.models[4].1
    var options = try sample.options(
      threads: 1, metrics: "recall@10,recall@10[head],recall@10[middle],recall@10[tail]")
    options.resamples = 0
    let plan = try EvaluationPlan(sample.split, options: options)
    let result = try plan.evaluate(model, name: "m")
    let values = try options.metrics.map { try #require(result.values[$0]) }
    for user in plan.users.indices {
      let strata = plan.relevance.items(of: user).map { plan.popularity.strata[Int($0)] }
      var hits = 0.0
      for (index, stratum) in PopularityStratum.allCases.enumerated() {
        let count = strata.count { $0 == stratum }
        #expect((values[index + 1].denominators[user] > 0) == (count > 0))
        hits += values[index + 1].numerators[user] * Double(count)
      }
      #expect(isClose(hits, values[0].numerators[user] * Double(strata.count), within: 1e-9))
    }
  }

  @Test("weighted AUC weighs by candidates or by positives")
  func groupedAUC() throws {
    let model = sample.models[4].1
    let plan = try EvaluationPlan(
      sample.split, options: sample.options(threads: 1, metrics: "auc,gauc,gauc[positives]"))
    let result = try plan.evaluate(model, name: "m")
    let auc = try #require(result.values[MetricKey(.auc)])
    let groups = plan.users.indices.map { user in
      (auc: auc.value(ofUser: user), weight: Double(plan.relevance.count(of: user)))
    }
    #expect(isClose(result.metrics[2].value, BinaryClassification.groupedAUC(groups)!, within: 1e-12))
  }
}
