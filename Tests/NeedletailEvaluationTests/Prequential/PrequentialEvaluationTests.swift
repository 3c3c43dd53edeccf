import Glibc
import NeedletailCore
import NeedletailData
import NeedletailEvaluation
import NeedletailMath
import Synchronization
import TestSupport
import Testing

/// Events predicted one at a time, beside an enumeration.
@Suite("Predicting events one at a time")
struct PrequentialEvaluationTests {
  private typealias Row = LogFixture.Row

  /// User 1 meets 1, 2, 3 (with 2 at the same moment), 1 again, 4; user 2 meets 3, 4; user 3 only 5.
  private static let rows = [
    Row(1, 1, time: 10), Row(1, 2, time: 20), Row(1, 3, time: 20), Row(1, 1, time: 25), Row(1, 4, time: 30),
    Row(2, 3, time: 5), Row(2, 4, time: 6), Row(3, 5, time: 7),
  ]
  private static let log = LogFixture.log(rows, timed: true)

  private static func evaluation(
    _ split: Split, _ questions: EventQuestions, metrics: String = "recall@3[beta=0]", threads: Int = 1,
    resamples: Int = 0
  ) throws -> PrequentialEvaluation {
    var options = EvaluationOptions(
      metrics: try MetricKey.list(metrics), pool: WorkerPool(threads: threads))
    options.resamples = resamples
    return try PrequentialEvaluation(split, questions, options: options)
  }

  /// What a model was asked, in the order of events.
  private static func asked(_ evaluation: PrequentialEvaluation, items: Int) throws -> [Query] {
    let told = Mutex<[Query]>([])
    let recorder = RankingStub(itemCount: items) { query, item in
      if item == 0 { told.withLock { $0.append(query) } }
      return 0
    }
    _ = try evaluation.outcome(of: recorder, length: 1)
    return told.withLock { $0 }
  }

  /// A model whose answer depends on the whole history and nothing else.
  private static func hashing(_ items: Int) -> RankingStub {
    RankingStub(itemCount: items) { query, item in
      var hash = UInt64(item) &* 0x9E37_79B9_7F4A_7C15
      for (place, event) in query.events.enumerated() {
        hash = (hash ^ UInt64(event.item.index * 131 + place)) &* 0x0000_0100_0000_01B3
      }
      return Float((hash >> 20) % 1000)
    }
  }

  @Test("earlier events are strictly earlier; first events and repetitions are skipped")
  func earlier() throws {
    let evaluation = try Self.evaluation(Split.undivided(Self.log), EventQuestions(.earlier, target: .all))
    #expect(evaluation.eventCount == 4 && evaluation.userCount == 2)
    let queries = try Self.asked(evaluation, items: 5)
    // Of user 1 items 2 and 3 see item 1 alone, item 4 all the rest; of user 2 item 4 sees item 3.
    #expect(queries.map { $0.events.map(\.item.rawValue) } == [[0], [0], [0, 1, 2, 0], [2]])
    #expect(queries.map(\.profile.items) == [[0], [0], [0, 1, 2], [2]])
    #expect(queries.allSatisfy { $0.user == nil })
    #expect(queries.map(\.time) == [20, 20, 30, 6])
    let warnings = evaluation.describedSplit.warnings
    #expect(warnings.contains { $0.hasPrefix("3 events with nothing known before") })
    #expect(warnings.contains { $0.hasPrefix("1 events repeat") })
    #expect(warnings.contains { $0.contains("fitted on the events that they predict") })
  }

  @Test("all other events leave out every event of the item; one item alone cannot be predicted")
  func others() throws {
    let evaluation = try Self.evaluation(Split.undivided(Self.log), EventQuestions(.others, target: .all))
    #expect(evaluation.eventCount == 6)
    let queries = try Self.asked(evaluation, items: 5)
    #expect(
      queries.map { $0.events.map(\.item.rawValue) } == [
        [1, 2, 3], [0, 2, 0, 3], [0, 1, 0, 3], [0, 1, 2, 0], [3], [2],
      ])
    #expect(queries.allSatisfy { $0.time == nil })
  }

  @Test("on a split by time, the history is training and the user's earlier test events")
  func split() throws {
    let data = LogFixture.data(Self.log)
    let moment = Split(
      training: data.log.selecting([0, 1, 5]), test: data.log.selecting([2, 4, 6, 7]), definition: "later")
    let evaluation = try Self.evaluation(moment, EventQuestions(.earlier))
    let queries = try Self.asked(evaluation, items: 5)
    #expect(queries.map { $0.events.map(\.item.rawValue) } == [[0], [0, 1, 2], [2]])
    // Popularity comes from training alone.
    #expect(evaluation.popularity.userCounts == [1, 1, 1, 0, 0])
    #expect(evaluation.describedSplit.definition.hasPrefix("later; test events predicted one at a time from"))
  }

  @Test("recall is that of an enumeration over all events", arguments: EventHistory.allCases, [0.0, 0.3, 1])
  func enumeration(history: EventHistory, beta: Double) throws {
    let rows = LogFixture.random(users: 30, items: 25, count: 400, seed: 3).map {
      // Times that often tie.
      Row($0.user, $0.item, time: $0.time / 5000)
    }
    let log = LogFixture.log(rows, timed: true)
    let model = Self.hashing(log.items.count)
    let evaluation = try Self.evaluation(
      Split.undivided(log), EventQuestions(history, target: .all), metrics: "recall@5[beta=\(beta)]",
      threads: 2)
    let found = try evaluation.evaluate(model, name: "hashing")
    let key = try MetricKey(.recall, cutoff: 5, beta: beta)
    let expected = try Self.enumerated(rows, log, model, history, k: 5, beta: beta)
    #expect(abs(try #require(found[key]).value - expected) < 1e-12)
    let outcome = try evaluation.outcome(of: model, length: 7)
    #expect(abs(evaluation.recalls(of: outcome, beta: beta)[4] - expected) < 1e-12)
  }

  /// The definition, word by word.
  private static func enumerated(
    _ rows: [Row], _ log: InteractionLog, _ model: RankingStub, _ history: EventHistory, k: Int, beta: Double
  ) throws -> Double {
    func item(_ row: Row) -> Int { log.items.row(of: String(row.item)) ?? -1 }
    var popularity = [Int](repeating: 0, count: log.items.count)
    for pair in Set(rows.map { [$0.user, item($0)] }) { popularity[pair[1]] += 1 }
    var sums = (hits: 0.0, all: 0.0)
    for user in Set(rows.map(\.user)).sorted() {
      let own = rows.enumerated().filter { $0.element.user == user }
        .sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }.map(\.element)
      for (place, event) in own.enumerated() where !own[..<place].contains(where: { $0.item == event.item }) {
        let known = own.filter { history == .others ? $0.item != event.item : $0.time < event.time }
        if known.isEmpty { continue }
        let query = Query(
          profile: Profile(known.map { ItemRow(item($0)) }),
          events: known.map { .init(item: ItemRow(item($0))) })
        var scores = Matrix(rows: 1, columns: log.items.count)
        try model.score([query], candidates: .all, into: &scores)
        let order = (0..<log.items.count).filter { candidate in !known.contains { item($0) == candidate } }
          .sorted { (scores[0, $1], $0) < (scores[0, $0], $1) }
        let weight = pow(Double(popularity[item(event)]), -beta)
        sums.hits += order.prefix(k).contains(item(event)) ? weight : 0
        sums.all += weight
      }
    }
    return sums.hits / sums.all
  }

  @Test("what comes later changes nothing about what came before")
  func future() throws {
    let rows = LogFixture.random(users: 20, items: 25, count: 300, seed: 8)
    let log = LogFixture.log(rows, timed: true)
    let moment: Int64 = 50_000
    // Later events change places, and each user meets a new item after everything else.
    var changed = rows.map {
      $0.time > moment ? Row($0.user, 24 - $0.item % 20, time: 150_000 - $0.time) : $0
    }
    changed += (0..<20).map { Row($0, 3, time: 200_000 + Int64($0)) }
    let other = LogFixture.log(changed + rows.map { Row(999, $0.item, time: 0) }, timed: true)
    func hits(_ log: InteractionLog) throws -> [String] {
      let log = log.selecting((0..<log.count).filter { log.users.id(Int(log.userRows[$0])) != "999" })
      let evaluation = try Self.evaluation(Split.undivided(log), EventQuestions(.earlier, target: .all))
      let told = Mutex<[String]>([])
      let items = log.items
      let model = RankingStub(itemCount: items.count) { query, item in
        let events = query.events.map { items.id($0.item.index) }
        let label = items.id(Int(item))
        if item == 0, let time = query.time, time <= moment {
          told.withLock { $0.append("\(time): \(events.joined(separator: " "))") }
        }
        return Float(label.utf8.reduce(events.count) { ($0 * 31 + Int($1)) % 97 })
      }
      _ = try evaluation.outcome(of: model, length: 5)
      return told.withLock { $0.sorted() }
    }
    let found = try hits(log)
    #expect(found.count > 60)
    // The other log has the same items, so that both models are the same function.
    #expect(try hits(other) == found)
  }

  @Test("the outcome is the same for any number of threads; models compare in pairs")
  func threads() throws {
    let rows = LogFixture.random(users: 60, items: 40, count: 1500, seed: 5)
    let log = LogFixture.log(rows, timed: true)
    let metrics = "recall@5[beta=0.3],recall@5[micro],hitrate@5,mrr@5,ndcg@5,recall@5[tail],coverage@5,rmse"
    let results = try [1, 2, 3].map { threads in
      let evaluation = try Self.evaluation(
        Split.undivided(log), EventQuestions(.earlier, target: .all), metrics: metrics, threads: threads,
        resamples: 300)
      let model = Self.hashing(log.items.count)
      let flat = RankingStub(itemCount: log.items.count) { _, item in Float(item) }
      return try [evaluation.evaluate(model, name: "a"), evaluation.evaluate(flat, name: "b")]
    }
    #expect(results[0].map(\.metrics) == results[1].map(\.metrics))
    #expect(results[0].map(\.values) == results[2].map(\.values))
    let first = results[0][0]
    let keys = ["recall@5[beta=0]", "recall@5[beta=0.3]", "recall@5[micro]", "hitrate@5", "mrr@5", "ndcg@5"]
    #expect(first.metrics.map(\.key.description) == keys + ["recall@5[tail]"])
    #expect(
      first.metrics[0].value == first.metrics[2].value && first.metrics[0].value == first.metrics[3].value)
    #expect(first.metrics[0].low ?? 1 < first.metrics[0].value)
    #expect(first.metrics[1].note?.hasPrefix("effective sample size") == true)
    #expect(first.metrics[1].definition.contains("strictly earlier"))
    #expect(first.absent.map(\.key.description) == ["coverage@5", "rmse"])
    let options = Comparison.Options(pool: WorkerPool(threads: 1))
    #expect(try Comparison.all(results[0], options: options).count == 7)
  }

  @Test("a sample of events has the size asked for and every event the same chance")
  func sampling() throws {
    let rows = LogFixture.random(users: 40, items: 30, count: 600, seed: 2)
    let log = LogFixture.log(rows, timed: true)
    let all = try Self.evaluation(Split.undivided(log), EventQuestions(.earlier, target: .all))
    let model = RankingStub(itemCount: log.items.count) { _, item in Float(item) }
    let whole = all.recalls(of: try all.outcome(of: model, length: 9), beta: 0)[8]
    var sum = 0.0
    for seed in 0..<200 {
      var options = all.options
      options.seed = UInt64(seed)
      let part = try PrequentialEvaluation(
        Split.undivided(log), EventQuestions(.earlier, target: .all, limit: 50), options: options)
      #expect(part.eventCount == 50)
      #expect(part.describedSplit.definition.contains("50 of \(all.eventCount) events drawn uniformly"))
      sum += part.recalls(of: try part.outcome(of: model, length: 9), beta: 0)[8]
    }
    // The standard error of the mean of 200 shares of 50 events is below 0.005.
    #expect(abs(sum / 200 - whole) < 0.02)
  }

  @Test("candidates, exclusions and seen items obey the options")
  func candidates() throws {
    let model = RankingStub(itemCount: 5) { _, item in Float(item) }
    var options = EvaluationOptions(metrics: try MetricKey.list("recall@5[beta=0]"))
    func ranks(_ change: (inout EvaluationOptions) -> Void = { _ in }) throws -> [Int32] {
      change(&options)
      let evaluation = try PrequentialEvaluation(
        Split.undivided(Self.log), EventQuestions(.earlier, target: .all), options: options)
      return try evaluation.outcome(of: model, length: 5).ranks
    }
    #expect(try ranks() == [4, 3, 2, 2])
    #expect(try ranks { $0.includeSeen = true } == [4, 3, 2, 2])
    #expect(try ranks { $0.excludedItems = [ItemRow(4)] } == [3, 2, 1, 1])
    #expect(
      try ranks {
        $0.excludedItems = []
        $0.candidates = [ItemRow(1), ItemRow(3)]
      } == [2, 1, 1])
  }

  @Test("stops when asked to")
  func cancellation() throws {
    var options = EvaluationOptions(metrics: try MetricKey.list("recall@5[beta=0]"))
    let cancellation = Cancellation()
    options.cancellation = cancellation
    cancellation.cancel()
    let evaluation = try PrequentialEvaluation(
      Split.undivided(Self.log), EventQuestions(.earlier, target: .all), options: options)
    #expect(throws: CancelledError.self) {
      try evaluation.outcome(of: Self.hashing(5), length: 3)
    }
  }

  @Test("refuses data without times for earlier events, and what cannot be judged")
  func refusals() throws {
    let timeless = Split.undivided(LogFixture.log(Self.rows))
    do {
      _ = try Self.evaluation(timeless, EventQuestions(.earlier, target: .all))
      Issue.record("no error")
    } catch let error as DataError {
      #expect("\(error)".contains("needs times") && "\(error)".contains("loo needs none"))
    }
    #expect(try Self.evaluation(timeless, EventQuestions(.others, target: .all)).eventCount == 6)
    let single = Split.undivided(LogFixture.log([Row(1, 1, time: 5), Row(2, 1, time: 9)], timed: true))
    for history in EventHistory.allCases {
      #expect(throws: EvaluationError.self) {
        try Self.evaluation(single, EventQuestions(history, target: .all))
      }
    }
    var sampled = Split.undivided(Self.log)
    sampled.negatives = [:]
    #expect(throws: EvaluationError.self) {
      try Self.evaluation(sampled, EventQuestions(.earlier, target: .all))
    }
    let evaluation = try Self.evaluation(Split.undivided(Self.log), EventQuestions(.earlier, target: .all))
    #expect(throws: EvaluationError.self) { try evaluation.outcome(of: Self.hashing(4), length: 3) }
  }

  @Test("an experiment predicts events with every model and says what it did")
  func experiment() throws {
    let rows = LogFixture.random(users: 40, items: 30, count: 900, seed: 12)
    let data = LogFixture.data(LogFixture.log(rows, timed: true))
    let splits = try SplitSpecification(parsing: "time:0.3").split(data, seed: 1)
    var options = EvaluationOptions(metrics: try MetricKey.list("recall@5[beta=0.3],ndcg@5,coverage@5"))
    options.resamples = 100
    let algorithm = ExperimentTests.Quick(.remembering)
    var experiment = Experiment(
      data: data, splits: splits, specifications: [ModelSpecification(algorithm)], options: options)
    experiment.questions = EventQuestions(.earlier)
    let result = try experiment.run()
    let own = try PrequentialEvaluation(splits[0], EventQuestions(.earlier), options: options)
    let model = ExperimentTests.Remembering(itemCount: data.log.items.count)
    #expect(result.evaluations[0].metrics == (try own.evaluate(model, name: "quick").metrics))
    // Users are strangers already: there is no second way to measure.
    #expect(result.evaluations[0].foldIn == nil)
    let document = result.document
    #expect(
      document.split == own.describedSplit.definition && document.warnings == own.describedSplit.warnings)
    #expect(document.metrics == ["recall@5[beta=0]", "recall@5[beta=0.3]", "ndcg@5", "coverage@5"])
    #expect(document.models[0].absent["coverage@5"]?.contains("single events") == true)
    #expect(document.models[0].counts.testPairs == own.eventCount)
  }
}
