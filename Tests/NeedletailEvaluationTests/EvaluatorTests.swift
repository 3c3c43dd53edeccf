import NeedletailCore
import NeedletailData
import NeedletailEvaluation
import NeedletailMath
import TestSupport
import Testing

@Suite("Evaluator")
struct EvaluatorTests {
  /// Three users, six items; user 2 has no test item.
  let training = InteractionLog(users: 4, items: 6, [(0, 0), (0, 1), (1, 0), (1, 2), (2, 0), (2, 3)])
  let test = InteractionLog(users: 4, items: 6, [(0, 2), (0, 4), (1, 1), (0, 2), (3, 5)])

  func split(_ change: (inout Split) -> Void = { _ in }) -> Split {
    var split = Split(training: training, test: test, definition: "by hand")
    change(&split)
    return split
  }

  func options(_ metrics: String, threads: Int = 1) throws -> EvaluationOptions {
    EvaluationOptions(metrics: try MetricKey.list(metrics), pool: WorkerPool(threads: threads))
  }

  /// Scores −item: the list is 0, 1, 2, … without what is excluded.
  let ascending = RankingStub(itemCount: 6) { _, item in -Float(item) }

  @Test("lists leave out what is seen, users without test items are skipped, repeated test items count once")
  func byHand() throws {
    let result = try Evaluator.evaluate(
      ascending, name: "ascending", on: split(),
      options: options("precision@2,recall@2,recall@2[micro],mrr@2,hitrate@2,ndcg@2,coverage@2[count]"))
    // User 0 sees 2, 3 (relevant 2, 4); user 1 sees 1, 3 (relevant 1); user 3, a stranger, sees 0, 1 (relevant 5).
    #expect(result.counts.users == 3 && result.counts.usersSkipped == 1)
    #expect(result.counts.testPairs == 4 && result.counts.usersWithoutHistory == 1)
    #expect(isClose(value(result, "precision@2"), (0.5 + 0.5 + 0) / 3, within: 1e-12))
    #expect(isClose(value(result, "recall@2"), (0.5 + 1 + 0) / 3, within: 1e-12))
    #expect(isClose(value(result, "recall@2[micro]"), 0.5, within: 1e-12))
    #expect(isClose(value(result, "mrr@2"), 2.0 / 3, within: 1e-12))
    #expect(isClose(value(result, "hitrate@2"), 2.0 / 3, within: 1e-12))
    #expect(value(result, "coverage@2[count]") == 4)
    #expect(result.metrics.allSatisfy { $0.n == 3 && $0.low != nil && $0.high != nil })
    #expect(result.specification?.name == "stub")
  }

  @Test("histories may be recommended again when asked")
  func includeSeen() throws {
    var options = try options("recall@1")
    options.includeSeen = true
    let split = split { $0.test = InteractionLog(users: 4, items: 6, [(0, 0), (1, 0)]) }
    let result = try Evaluator.evaluate(ascending, name: "a", on: split, options: options)
    #expect(value(result, "recall@1") == 1)
    #expect(result.counts.testPairsSeen == 0)
  }

  @Test("test items that cannot be recommended are left out and counted")
  func unreachable() throws {
    let split = split {
      $0.test = InteractionLog(users: 4, items: 6, [(0, 0), (0, 2), (0, 5), (1, 0)])
      $0.catalogue = [0, 1, 2, 3, 4].map { ItemRow($0) }
    }
    let result = try Evaluator.evaluate(ascending, name: "a", on: split, options: options("recall@1"))
    #expect(result.counts.testPairsSeen == 2 && result.counts.testPairsOutsideCatalogue == 1)
    #expect(result.counts.users == 1 && value(result, "recall@1") == 1)
  }

  @Test("a restricted catalogue and excluded items change lists, ranks and coverage")
  func restriction() throws {
    var options = try options("recall@1,auc,coverage@1")
    options.candidates = [2, 4, 5].map { ItemRow($0) }
    options.excludedItems = [ItemRow(2)]
    let result = try Evaluator.evaluate(ascending, name: "a", on: split(), options: options)
    // User 0: list [4], relevant {4}; user 3: list [4], relevant {5}; user 1's test item is outside.
    #expect(result.counts.users == 2)
    #expect(value(result, "recall@1") == 0.5)
    #expect(value(result, "auc") == 0.5)
    #expect(value(result, "coverage@1") == 0.5)
  }

  @Test("a split with negatives ranks against them only, and says so")
  func negatives() throws {
    let split = split {
      $0.negatives = [
        UserRow(0): [ItemRow(5)], UserRow(1): [ItemRow(0), ItemRow(3)], UserRow(3): [ItemRow(0)],
      ]
    }
    let result = try Evaluator.evaluate(
      ascending, name: "a", on: split, options: options("recall@1,auc,ndcg@2"))
    // User 0: 2 4 5; user 1: 0 1 3 (seen items stay, they are listed); user 3: 0 5.
    #expect(isClose(value(result, "recall@1"), 0.5 / 3, within: 1e-12))
    #expect(isClose(value(result, "auc"), (1 + 0.5 + 0) / 3, within: 1e-12))
    #expect(result.metrics.allSatisfy { $0.definition.contains("Sampled") })
  }

  @Test("a query carries the user and the history, or the history alone")
  func queries() throws {
    let seesUser = RankingStub(itemCount: 6) { query, item in
      query.user == nil || query.events.count != query.profile.items.count
        ? 0 : query.profile.items.contains(item) ? 0 : Float(item)
    }
    var options = try options("mrr@6")
    let known = try Evaluator.evaluate(seesUser, name: "a", on: split(), options: options)
    options.foldIn = true
    let stranger = try Evaluator.evaluate(seesUser, name: "a", on: split(), options: options)
    // User 0: 5 4 3 2, relevant at 2; user 1: 5 4 3 1, relevant at 4; user 3: relevant at 1.
    #expect(isClose(value(known, "mrr@6"), (0.5 + 0.25 + 1) / 3, within: 1e-12))
    // All scores equal: 2 3 4 5, 1 3 4 5, and 0 ... 5.
    #expect(isClose(value(stranger, "mrr@6"), (1 + 1 + 1.0 / 6) / 3, within: 1e-12))
  }

  @Test("histories come from the fold-in part when the split has one")
  func foldIn() throws {
    let readsHistory = RankingStub(itemCount: 6) { query, item in
      query.user == nil && query.profile.items.contains(5) && item == 2 ? 1 : 0
    }
    let split = split { $0.foldIn = InteractionLog(users: 4, items: 6, [(0, 5), (1, 5), (3, 4)]) }
    let result = try Evaluator.evaluate(readsHistory, name: "a", on: split, options: options("hitrate@1"))
    #expect(isClose(value(result, "hitrate@1"), 1.0 / 3, within: 1e-12))
  }

  @Test("what cannot be computed is absent with its reason, never zero")
  func absent() throws {
    let result = try Evaluator.evaluate(
      ascending, name: "plain", on: split(),
      options: options("rmse,logloss,ild@2,calibration@2,recall@2[head],ndcg@2"))
    #expect(result.metrics.map(\.key.description) == ["ndcg@2"])
    #expect(
      result.absent.map { "\($0.key): \($0.reason)" } == [
        "rmse: plain predicts no ratings", "logloss: plain predicts no probabilities",
        "ild@2: no categorical or multi-valued item features were given",
        "calibration@2: no categorical or multi-valued item features were given",
        "recall@2[head]: no user has a value",
      ])
  }

  @Test("ratings: micro and macro errors, correlations, and what a model leaves open")
  func ratings() throws {
    let split = split {
      $0.test = InteractionLog(
        users: 4, items: 6, [(0, 2), (0, 3), (0, 4), (0, 5), (1, 1)], values: [4, 3, 5, 2, 1])
    }
    let table: [Int32: Float] = [2: 3.5, 3: 3, 4: 4, 5: 3]
    let predictor = StubRecommender(itemCount: 6) { _, item in table[item] ?? .nan }
    let result = try Evaluator.evaluate(
      predictor, name: "p", on: split,
      options: options("rmse,mae,rmse[macro],spearman,kendall,kendall[a],spearman[micro]"))
    #expect(value(result, "rmse") == 0.75 && value(result, "mae") == 0.625)
    #expect(value(result, "rmse[macro]") == 0.75)
    #expect(isClose(value(result, "spearman"), 0.9486833, within: 5e-8))
    #expect(isClose(value(result, "spearman[micro]"), 0.9486833, within: 5e-8))
    #expect(isClose(value(result, "kendall"), 0.9128709, within: 5e-8))
    #expect(isClose(value(result, "kendall[a]"), 0.8333333, within: 5e-8))
    #expect(result.metrics[0].note == "1 of 5 test ratings could not be predicted")
    #expect(result.metrics[0].n == 1)
  }

  @Test(
    "errors of predicted values are refused when models see no values", arguments: ["rmse", "mae[macro]"])
  func scale(_ metric: String) throws {
    let valued = split {
      $0.training = InteractionLog(users: 4, items: 6, [(0, 0), (1, 0)], values: [4, 2])
      $0.test = InteractionLog(users: 4, items: 6, [(0, 2)], values: [3])
    }
    let predictor = StubRecommender(itemCount: 6) { _, _ in 3 }
    var options = try options("ndcg@2,\(metric)")
    #expect {
      try Evaluator.evaluate(predictor, name: "p", on: valued, options: options)
    } throws: {
      "\($0)".hasPrefix(metric) && "\($0)".contains("--weight value")
    }
    options.weighting = .value
    let result = try Evaluator.evaluate(predictor, name: "p", on: valued, options: options)
    #expect(value(result, metric) == 0)
    // Rank correlations do not depend on the scale.
    _ = try Evaluator.evaluate(predictor, name: "p", on: valued, options: self.options("spearman"))
  }

  @Test("the metrics of vectors A and B through the evaluator, all variants")
  func vectors() throws {
    // User 0 is vector A (5 relevant), user 1 vector B (2 relevant); both lists have hits at ranks 1 and 3.
    let test = InteractionLog(
      users: 2, items: 12, [(0, 0), (0, 2), (0, 9), (0, 10), (0, 11), (1, 0), (1, 2)])
    let split = Split(
      training: InteractionLog(users: 2, items: 12, []), test: test, definition: "vectors A and B")
    let model = RankingStub(itemCount: 12) { _, item in -Float(item) }
    func values(_ k: Int, user: Int) throws -> [String: Double] {
      let names = [
        "precision@\(k)", "precision@\(k)[capped]", "precision@\(k)[list]", "precision@\(k)[micro]",
        "recall@\(k)", "recall@\(k)[capped]", "map@\(k)", "map@\(k)[capped]", "map@\(k)[lecture]", "ap@\(k)",
        "ndcg@\(k)", "ndcg@\(k)[full-list]",
      ]
      let result = try Evaluator.evaluate(
        model, name: "m", on: split, options: options(names.joined(separator: ",")))
      return Dictionary(
        uniqueKeysWithValues: result.values.map { ($0.key.description, $0.value.value(ofUser: user)!) })
    }
    let a = try values(3, user: 0)
    let expectedA = [
      "precision@3": 0.6667, "precision@3[capped]": 0.6667, "precision@3[list]": 0.6667,
      "precision@3[micro]": 0.6667, "recall@3": 0.4, "recall@3[capped]": 0.6667, "map@3": 0.3333,
      "ap@3": 0.3333, "map@3[capped]": 0.5556, "map@3[lecture]": 0.5556, "ndcg@3": 0.7039,
      "ndcg@3[full-list]": 0.7039,
    ]
    for (key, expected) in expectedA { #expect(isClose(a[key], expected, within: 5e-5), "\(key)") }
    let b = try values(5, user: 1)
    let expectedB = [
      "precision@5": 0.4, "precision@5[capped]": 1, "precision@5[list]": 0.4, "precision@5[micro]": 1,
      "recall@5": 1, "recall@5[capped]": 1, "map@5": 0.8333, "ap@5": 0.8333, "map@5[capped]": 0.8333,
      "map@5[lecture]": 0.3333, "ndcg@5": 0.9197, "ndcg@5[full-list]": 0.5087,
    ]
    for (key, expected) in expectedB { #expect(isClose(b[key], expected, within: 5e-5), "\(key)") }
  }

  @Test("a model of another catalogue and a split without anything to judge are errors")
  func errors() throws {
    let other = RankingStub(itemCount: 5) { _, _ in 0 }
    #expect(throws: EvaluationError.self) {
      try Evaluator.evaluate(other, name: "o", on: split(), options: options("ndcg@1"))
    }
    let nothing = split { $0.test = InteractionLog(users: 4, items: 6, []) }
    #expect(throws: EvaluationError.self) {
      try Evaluator.evaluate(ascending, name: "a", on: nothing, options: options("ndcg@1"))
    }
    var wild = try options("ndcg@1")
    wild.candidates = [ItemRow(6)]
    #expect(throws: EvaluationError.self) {
      try Evaluator.evaluate(ascending, name: "a", on: split(), options: wild)
    }
  }

  @Test("work stops when asked to")
  func cancellation() throws {
    var options = try options("ndcg@1")
    options.cancellation = Cancellation()
    options.cancellation?.cancel()
    #expect(throws: CancelledError.self) {
      try Evaluator.evaluate(ascending, name: "a", on: split(), options: options)
    }
  }

  private func value(_ result: ModelEvaluation, _ key: String) -> Double? {
    (try? MetricKey(parsing: key)).flatMap { result[$0]?.value }
  }
}
