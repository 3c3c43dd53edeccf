import NeedletailCore
import NeedletailData
import NeedletailEvaluation
import NeedletailMath
import TestSupport
import Testing

/// A trial of metrics on data whose truth is made up.
@Suite("Trying metrics against a truth")
struct MetricTrialTests {
  private static let models = [
    ModelSpecification(ExperimentTests.Quick(.counting)),
    ModelSpecification(ExperimentTests.Quick(.remembering)),
  ]

  /// Truths: the model that counts is better, then worse.
  private static func source(_ index: Int) -> MetricTrial.Source {
    let rows = LogFixture.random(users: 40, items: 30, count: 700, seed: UInt64(20 + index))
    let data = LogFixture.data(LogFixture.log(rows, timed: true))
    return MetricTrial.Source(name: "set \(index)", data: data) { model, cutoffs in
      let counts = !(model is ExperimentTests.Remembering)
      return [cutoffs.map { _ in counts ? 0.5 : 0.25 }, cutoffs.map { _ in counts ? 0.25 : 0.5 }]
    }
  }

  private static func result(threads: Int) throws -> MetricTrialResult {
    var trial = MetricTrial(models: models, truths: ["up", "down"], pool: WorkerPool(threads: threads))
    trial.cutoffs = [1, 5]
    trial.betas = [0, 0.5, 1]
    trial.eventLimit = 300
    return try trial.run(sources: 3, source)
  }

  @Test("tries every way, penalty and cut-off, the same for any number of threads")
  func trial() throws {
    let results = try [1, 3].map { try Self.result(threads: $0) }
    let result = results[0]
    #expect(result.dataSets.map(\.scores) == results[1].dataSets.map(\.scores))
    #expect(
      result.ways.map(\.words).sorted() == [
        "lists last:1", "lists random:0.2", "lists time:0.2", "lloo", "lloo time:0.2", "loo",
      ])
    // Three ways with three penalties, three with four metrics.
    #expect(result.criteria.count == 21)
    for dataSet in result.dataSets {
      #expect(dataSet.scores.allSatisfy { $0.count == 2 && $0.allSatisfy { $0.count == 2 } })
      #expect(dataSet.scores.joined().joined().allSatisfy { (0...1).contains($0) })
    }
    #expect(result.dataSets.map(\.name) == ["set 0", "set 1", "set 2"])
  }

  @Test("its figures are those of evaluations made by hand")
  func figures() throws {
    let result = try Self.result(threads: 2)
    let source = Self.source(1)
    let log = source.data.log
    var options = EvaluationOptions(metrics: [])
    options.seed = 1
    let events = try PrequentialEvaluation(
      .undivided(log), EventQuestions(.earlier, target: .all, limit: 300), options: options)
    let model = try ExperimentTests.Quick(.counting).train(TrainingData(log: log))
    let recalls = events.recalls(of: try events.outcome(of: model, length: 5), beta: 0.5)
    let place = try #require(
      result.criteria.firstIndex(of: SelectionCriterion(.events(.earlier), "recall", beta: 0.5)))
    #expect(result.dataSets[1].scores[place][0] == [recalls[0], recalls[4]])
  }

  @Test("popular items are what the log is about, so one truth is found and its opposite missed")
  func selection() throws {
    let result = try Self.result(threads: 2)
    let criterion = SelectionCriterion(.events(.others), "recall", beta: 0)
    #expect(SelectionSummary(result.outcomes(of: criterion, truth: 0)).recall == 1)
    #expect(SelectionSummary(result.outcomes(of: criterion, truth: 1)).recall == 0)
    #expect(result.chance(truth: 0).recall == 0.5 && result.chance(truth: 0).regret == 0.25)
    let best = try #require(result.best(.events(.others), truth: 0))
    #expect(best.criterion == criterion && best.summary.recall == 1)
    #expect(result.held(.events(.others), truth: 0)?.recall == 1)
    #expect(result.best(.lists(split: "last:1"), metric: "mrr", truth: 0) == nil)
    let alone = result.outcomes(of: criterion, truth: 0, among: [1])
    #expect(SelectionSummary(alone).recall == 1)
  }

  @Test("data without moments are refused")
  func timeless() {
    let trial = MetricTrial(models: Self.models, truths: ["none"])
    let log = InteractionLog(users: 2, items: 5, [(0, 1), (0, 2), (1, 1), (1, 3)])
    #expect(throws: DataError.self) {
      try trial.run(sources: 1) { _ in
        MetricTrial.Source(name: "timeless", data: LogFixture.data(log)) { _, cutoffs in
          [cutoffs.map { _ in 0 }]
        }
      }
    }
  }
}
