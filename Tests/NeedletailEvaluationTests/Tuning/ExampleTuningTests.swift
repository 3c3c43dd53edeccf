import Foundation
import NeedletailCore
import NeedletailData
import NeedletailEvaluation
import NeedletailMath
import TestSupport
import Testing

@Suite("Tuning on labelled examples")
struct ExampleTuningTests {
  /// Examples of 40 users and 10 items; even items are clicked more.
  private static func examples(classes: Int = 2, isGrouped: Bool = true) throws -> ExampleSet {
    var stream = RandomStream(seed: 3)
    let lines = (0..<1500).map { _ -> String in
      let (user, item) = (stream.index(below: 40), stream.index(below: 10))
      let label = stream.uniform() < (item % 2 == 0 ? 0.7 : 0.2) ? 1 : 0
      return "\(label),u\(user),i\(item)"
    }
    return try ExampleReader.read(
      bytes: Array((["y,u,i"] + lines).joined(separator: "\n").utf8), name: "x.csv",
      schema: FeatureSchema(
        parsing: "y: label classes=\(classes)\nu: \(isGrouped ? "user" : "categorical")\ni: item"))
  }

  private func tuning(
    _ kind: StrategyKind = .random, trials: Int? = 8, threads: Int = 2, metric: String = "logloss",
    space: String = "weight=0.1..3", examples: ExampleSet? = nil
  ) throws -> ExampleTuning {
    let examples = try examples ?? Self.examples()
    let split = try SplitSpecification(parsing: "random:0.3").split(examples, seed: 1)
    let space = try SearchSpaceDefinition(
      ModelSpecification(OddsAlgorithm(weight: 1)), overrides: space, isOfExamples: true)
    let (strategy, count) = try kind.strategy(space, seed: 5, trials: trials)
    var options = EvaluationOptions(
      metrics: try MetricKey.list("auc,logloss,ece"), pool: WorkerPool(threads: threads))
    options.resamples = 50
    return try ExampleTuning(
      examples: examples, split: split,
      carved: SplitSpecification(parsing: "random:0.2").carve(split, of: examples, seed: 1), space: space,
      strategy: strategy, trials: count, metric: MetricKey(parsing: metric), options: options)
  }

  /// A result without what differs between runs.
  private func identity(_ result: TuningResult) -> TuningResult {
    var result = result
    for index in result.trials.indices {
      (result.trials[index].fitSeconds, result.trials[index].scoreSeconds) = (nil, nil)
      result.trials[index].memoryBytes = nil
    }
    result.test?.fitSeconds = nil
    result.test?.scoreSeconds = nil
    return result
  }

  private static let kinds: [StrategyKind] = [.random, .grid, .tpe, .halving]

  @Test("trials are judged on validation, the best once on test", arguments: kinds)
  func whole(_ kind: StrategyKind) throws {
    let tuning = try tuning(kind, trials: kind == .grid ? nil : 8)
    let result = try tuning.run()
    let best = try #require(result.best)
    #expect(best.value == result.ranking.compactMap(\.value).min())
    #expect(result.trials.allSatisfy { $0.low! <= $0.value! && $0.metrics["auc"] != nil })
    // The same by hand: on the validation part, and on the test part after a fit on all of training.
    let specification = try tuning.specification(of: best)
    let metric = try MetricKey(parsing: "logloss")
    let validation = try #require(tuning.carved.validationSplit)
    for (split, value) in [(validation, best.value), (tuning.split, result.test?.metrics["logloss"]?.value)] {
      let data = try TrainingData(tuning.examples, training: split.training)
      let own = try ExamplePlan(
        tuning.examples, at: split.test, options: EvaluationOptions(metrics: [metric])
      ).evaluate(specification.algorithm.train(data), name: "odds").result
      #expect(own[metric]?.value == value)
    }
    #expect(result.test?.metrics.keys.sorted() == ["auc", "ece", "logloss"])
    #expect(TuningReport.html(result).contains("interval over groups"))
  }

  @Test("examples that are tested are no part of any trial")
  func untouched() throws {
    let tuning = try tuning()
    var other = tuning
    var labels = tuning.examples.labels.array
    for position in tuning.split.test { labels[position] = 1 - labels[position] }
    other.examples.labels = SharedBuffer(labels)
    let (own, changed) = (try tuning.run(isTested: false), try other.run(isTested: false))
    #expect(own.test == nil && identity(own).trials == identity(changed).trials)
  }

  @Test("results do not depend on threads and trials side by side", arguments: [StrategyKind.tpe, .halving])
  func parallel(_ kind: StrategyKind) throws {
    let alone = try tuning(kind, threads: 1).run()
    var together = try tuning(kind, threads: 4)
    together.jobs = 3
    #expect(try identity(together.run()) == identity(alone))
  }

  @Test("a resumed study ends as an uninterrupted one; another search is refused", arguments: kinds)
  func resumed(_ kind: StrategyKind) throws {
    let folder = TemporaryFolder()
    let search = try tuning(kind, trials: kind == .grid ? nil : 8)
    let whole = try search.run(study: StudyFile(folder.path("whole")))
    for stop in [1, 4] {
      let path = folder.path("part\(stop)")
      var part = search
      let cancellation = Cancellation()
      part.options.cancellation = cancellation
      #expect(throws: CancelledError.self) {
        try part.run(study: StudyFile(path)) { if $0.number + 1 == stop { cancellation.cancel() } }
      }
      #expect(try StudyFile(path).trials.count == stop)
      #expect(try identity(search.run(study: StudyFile(path))) == identity(whole))
    }
    #expect(
      try search.run(study: StudyFile(folder.path("whole"))) { _ in Issue.record("a trial ran again") }
        == whole)
    var other = search
    other.carved.training.removeLast()
    #expect(throws: DataError.self) { try other.run(study: StudyFile(folder.path("whole"))) }
  }

  @Test("epochs are chosen on the validation part, or on a further one", arguments: [nil, "random:0.2"])
  func stopping(_ split: String?) throws {
    var search = try tuning(trials: 3, space: "weight=1..2,epochs=30")
    var rule = ExampleStopping(
      split: try split.map { try SplitSpecification(parsing: $0) }, metric: try MetricKey(parsing: "logloss"))
    rule.patience = 2
    search.stopping = rule
    let result = try search.run()
    // The weight grows by a tenth an epoch: the right one is reached within 30 epochs.
    #expect(result.trials.allSatisfy { (2..<30).contains($0.epochs!) })
    #expect(result.test!.model.contains("epochs=\(result.best!.epochs!)"))
  }

  @Test("a halving without epochs takes shares of users, or of examples", arguments: [true, false])
  func shares(_ isGrouped: Bool) throws {
    let examples = try Self.examples(isGrouped: isGrouped)
    let search = try tuning(.random, examples: examples)
    let bench = search.header
    #expect(bench.unit == (isGrouped ? "group" : "example"))
    let space = try SearchSpaceDefinition(
      ModelSpecification(OddsAlgorithm(weight: 1)), overrides: "weight=1|2", isOfExamples: true)
    var shared = search
    shared.space = space
    shared.strategy = Shares(space: space)
    let result = try shared.run()
    #expect(result.trials.map(\.share) == [0.5, 1] && result.best?.number == 1)
    #expect(result.trials[0].value != result.trials[1].value)
  }

  @Test("a search on examples leaves alone what matters to logs only, unless it is named")
  func logs() throws {
    let base = ModelSpecification(OddsAlgorithm(weight: 1))
    func axes(_ overrides: String?, _ isOfExamples: Bool) throws -> [String] {
      try SearchSpaceDefinition(base, overrides: overrides, isOfExamples: isOfExamples).axes.map(\.name)
    }
    #expect(try axes("weight=1..2", false) == ["weight", "epochs"])
    #expect(try axes("weight=1..2", true) == ["weight"])
    #expect(try axes("epochs=2..5", true) == ["epochs"])
  }

  @Test("metrics of lists, of other classes, and splits without validation are refused")
  func refusals() throws {
    #expect(throws: EvaluationError.self) { try tuning(metric: "ndcg@10") }
    #expect(throws: EvaluationError.self) { try tuning(metric: "ne", examples: Self.examples(classes: 3)) }
    let search = try tuning()
    #expect(throws: EvaluationError.self) {
      try ExampleTuning(
        examples: search.examples, split: search.split, carved: search.split, space: search.space,
        strategy: search.strategy, trials: 3, metric: search.metric, options: search.options)
    }
  }
}

/// The same model on half of the data and on all of it.
private struct Shares: SearchStrategy {
  let space: SearchSpaceDefinition
  var description: String { "shares" }

  func next(after outcomes: [SearchOutcome]) -> [Suggestion] {
    guard outcomes.isEmpty else { return [] }
    return [0.5, 1].map { Suggestion(space.base, share: $0, stage: "only") }
  }
}
