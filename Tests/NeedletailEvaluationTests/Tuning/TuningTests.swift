import Foundation
import NeedletailCore
import NeedletailData
import NeedletailEvaluation
import NeedletailMath
import Synchronization
import TestSupport
import Testing

@Suite("Tuning")
struct TuningTests {
  private static let log = InteractionLog(
    users: 24, items: 40, (0..<24).flatMap { user in (0..<7).map { (user, user + $0) } })

  private func tuning(
    _ kind: StrategyKind = .random, model: String = "slope", space: String? = nil, trials: Int? = 12,
    threads: Int = 2, metric: String = "mrr@8"
  ) throws -> Tuning {
    let data = DataSet(source: "by hand", format: "csv", log: Self.log)
    let split = try SplitSpecification(parsing: "last:1").split(data, seed: 1)[0]
    let space = try SearchSpaceDefinition(
      ModelSpecification(parsing: model, registry: .slopes),
      fixed: ModelSpecification.given(in: model, registry: .slopes), overrides: space)
    let (strategy, count) = try kind.strategy(space, seed: 5, trials: trials)
    var options = EvaluationOptions(
      metrics: try MetricKey.list("mrr@8,coverage@8"), pool: WorkerPool(threads: threads))
    options.resamples = 50
    return try Tuning(
      data: data, split: split, carved: SplitSpecification(parsing: "last:1").carve(split, seed: 1),
      space: space, strategy: strategy, trials: count, metric: MetricKey(parsing: metric), options: options)
  }

  /// A result without what differs between runs.
  private func identity(_ result: TuningResult) -> TuningResult {
    var result = result
    for index in result.trials.indices { result.trials[index] = identity(result.trials[index]) }
    result.test?.fitSeconds = nil
    result.test?.scoreSeconds = nil
    return result
  }

  private func identity(_ trial: Trial) -> Trial {
    var trial = trial
    (trial.fitSeconds, trial.scoreSeconds, trial.memoryBytes) = (nil, nil, nil)
    return trial
  }

  /// The bytes of a study's file without what differs between runs.
  private func identity(of path: String) throws -> String {
    try String(contentsOfFile: path, encoding: .utf8)
      .replacing(/"(fitSeconds|scoreSeconds|memoryBytes)":[-0-9.e]+/, with: "")
  }

  @Test("trials are judged on validation, the best once on test", arguments: StrategyKind.allCases)
  func whole(kind: StrategyKind) throws {
    let tuning = try tuning(
      kind, space: "l2=log(0.001..1),weight=log(1..100)", trials: kind == .grid ? nil : 14)
    let result = try tuning.run()
    let best = try #require(result.best)
    #expect(result.trials.map(\.number) == Array(0..<result.trials.count))
    #expect(result.trials.allSatisfy { $0.value != nil && $0.metrics["arp@8"] != nil && $0.low != nil })
    #expect(best.value == result.ranking.compactMap(\.value).max())
    // The same by hand: on the validation part, and on the test part after a fit on all of training.
    let specification = try tuning.specification(of: best)
    let validation = try #require(tuning.carved.validationSplit)
    for (split, value) in [(validation, best.value), (tuning.split, result.test?.metrics["mrr@8"]?.value)] {
      let model = try specification.algorithm.train(TrainingData(log: split.training))
      let metric = try MetricKey(parsing: "mrr@8")
      let own = try Evaluator.evaluate(
        model, name: "slope", on: split, options: EvaluationOptions(metrics: [metric]))
      #expect(own[metric]?.value == value)
    }
    #expect(result.test?.model == specification.fullDescription && result.test?.metrics["coverage@8"] != nil)
  }

  @Test("results do not depend on threads and trials side by side", arguments: [StrategyKind.tpe, .halving])
  func parallel(kind: StrategyKind) throws {
    let alone = try tuning(kind, threads: 1).run()
    var together = try tuning(kind, threads: 4)
    together.jobs = 3
    #expect(try identity(together.run()) == identity(alone))
    // A budget that holds one trial at a time changes nothing either.
    together.memoryLimit = 300_000
    #expect(try identity(together.run()) == identity(alone))
  }

  @Test("a resumed study ends as an uninterrupted one, to the byte", arguments: StrategyKind.allCases)
  func resumed(kind: StrategyKind) throws {
    let folder = TemporaryFolder()
    let model = kind == .coarseToFine ? "slope(dimension=8)" : "slope(weight=3,dimension=8)"
    let search = try tuning(kind, model: model, trials: kind == .grid ? nil : 12)
    let whole = try search.run(study: StudyFile(folder.path("whole")))
    for stop in [0, 1, 5] {
      let path = folder.path("part\(stop)")
      var part = search
      let cancellation = Cancellation()
      part.options.cancellation = cancellation
      if stop == 0 { cancellation.cancel() }
      #expect(throws: CancelledError.self) {
        try part.run(study: StudyFile(path)) { if $0.number + 1 == stop { cancellation.cancel() } }
      }
      #expect(try StudyFile(path).trials.count == stop)
      let resumed = try search.run(study: StudyFile(path))
      #expect(identity(resumed) == identity(whole))
      #expect(try identity(of: path) == identity(of: folder.path("whole")))
    }
    // A finished study is read, not run: nothing is observed, and the test part not asked again.
    let again = try search.run(study: StudyFile(folder.path("whole"))) { _ in
      Issue.record("a trial ran again")
    }
    #expect(again == whole)
  }

  @Test("a torn last line is dropped; damage elsewhere is an error with its line")
  func torn() throws {
    let folder = TemporaryFolder()
    let path = folder.path("study")
    let whole = try tuning().run(study: StudyFile(path))
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let lines = text.split(separator: "\n")
    #expect(lines.count == 14 && lines[0].hasPrefix(#"{"study""#) && lines[13].hasPrefix(#"{"test""#))
    for cut in [lines[0].count - 5, lines[0].count, text.utf8.count - 1, lines[..<4].joined().count + 20] {
      try String(text.prefix(cut)).write(toFile: path, atomically: true, encoding: .utf8)
      let study = try StudyFile(path)
      #expect(study.droppedBytes > 0)
      #expect(try identity(tuning().run(study: study)) == identity(whole))
    }
    for (damaged, line) in [(0, 1), (2, 3), (13, 14)] {
      var broken = lines.map(String.init)
      broken[damaged] = String(broken[damaged].dropLast(4))
      try (broken.joined(separator: "\n") + "\n").write(toFile: path, atomically: true, encoding: .utf8)
      #expect { try StudyFile(path) } throws: { ($0 as? DataError)?.line == line }
    }
    try "ratings".write(toFile: path, atomically: true, encoding: .utf8)
    #expect(throws: DataError.self) { try StudyFile(path) }
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "ratings")
  }

  @Test("another search is refused with what differs; a study has one writer")
  func headers() throws {
    let folder = TemporaryFolder()
    let path = folder.path("study")
    _ = try tuning().run(study: StudyFile(path), isTested: false)
    func refusal(_ other: Tuning) -> String {
      do {
        _ = try other.run(study: StudyFile(path))
        return "accepted"
      } catch { return "\(error)" }
    }
    #expect(refusal(try tuning(.tpe)).contains("strategy is random there, tpe here"))
    #expect(refusal(try tuning(space: "l2=0.1..1")).contains("space is"))
    #expect(refusal(try tuning(metric: "ndcg@8")).contains("metric is mrr@8 there, ndcg@8 here"))
    #expect(refusal(try tuning(model: "slope(l2=1)")).contains("model is"))
    var seeded = try tuning()
    seeded.options.seed = 9
    #expect(refusal(seeded).contains("seed is 1 there, 9 here"))
    var other = try tuning()
    other.data.log = InteractionLog(users: 1, items: 40, [(0, 1)])
    #expect(refusal(other).contains("data is"))
    let holder = try StudyFile(path)
    #expect(refusal(try tuning()).contains("another process"))
    _ = holder.path
  }

  @Test("more trials go on with a study that has not read the test part, and with no other")
  func more() throws {
    let folder = TemporaryFolder()
    _ = try tuning(trials: 5).run(study: StudyFile(folder.path("open")), isTested: false)
    let longer = try tuning(trials: 9).run(study: StudyFile(folder.path("open")))
    #expect(try identity(longer).trials == identity(tuning(trials: 9).run()).trials)
    #expect { try tuning(trials: 12).run(study: StudyFile(folder.path("open"))) } throws: {
      "\($0)".contains("has read the test part")
    }
  }

  @Test("failed trials are kept with their reason; only all of them are an error")
  func failed() throws {
    let folder = TemporaryFolder()
    let space = "kind=plain|broken,l2=log(0.01..0.1),weight=1,dimension=8"
    let result = try tuning(.grid, space: space, trials: nil).run(study: StudyFile(folder.path("study")))
    #expect(result.trials.map { $0.error != nil } == [false, true, false, true, false, true])
    #expect(result.trials[1].error == "slope: kind=broken breaks" && result.best?.error == nil)
    #expect { try tuning(.grid, space: space.replacing("plain|", with: ""), trials: nil).run() } throws: {
      "\($0)".contains("all 3 trials failed, the first: slope: kind=broken breaks")
    }
    // More memory than the budget has is a failure of that trial.
    var tight = try tuning(.grid, space: "dimension=8|256,l2=0.1,weight=1", trials: nil)
    tight.memoryLimit = 100_000
    let trials = try tight.run().trials
    #expect(trials[0].error == nil && trials[1].error?.contains("needs 256.0 kB") == true)
  }

  @Test("epochs are chosen on validation, and the test fit gets them")
  func stopping() throws {
    var tuning = try tuning(trials: 4)
    tuning.stopping = .onValidation(patience: 2, interval: 1)
    let result = try tuning.run()
    // Epochs change nothing here, so the first is the best.
    #expect(result.trials.allSatisfy { $0.epochs == 1 })
    #expect(result.test?.model.contains("epochs=1,") == true)
    tuning.stopping = .carved(
      ValidationStopping(split: try SplitSpecification(parsing: "last:1"), metric: tuning.metric))
    #expect(try tuning.run().trials.allSatisfy { $0.epochs == 1 })
  }

  @Test(
    "without epochs, halving fits on a share of the users, who are strangers else; only whole fits can win")
  func shares() throws {
    var tuning = try tuning(trials: 4)
    tuning.space = try SearchSpaceDefinition(ModelSpecification(Ramp(Ramp.descriptor.defaults)))
    tuning.strategy = try SuccessiveHalving(tuning.space, seed: 1, trials: 13)
    tuning.trials = 13
    let result = try tuning.run()
    let rungs: [Double] = [9, 9, 9, 9, 9, 9, 9, 9, 9, 3, 3, 3, 1]
    #expect(result.trials.map { 1 / $0.share } == rungs)
    #expect(result.best?.number == 12 && result.ranking.count == 1)
    // The memory formula counts the pairs that a trial was fitted on.
    let pairs = try result.trials.map { try #require($0.memoryBytes) }
    #expect(pairs[0] < pairs[9] && pairs[9] < pairs[12] && pairs[12] == 24 * 5)
    tuning.jobs = 2
    #expect(try identity(tuning.run()) == identity(result))
  }

  @Test("as many trials run at once as the budget of memory holds, and no more than were asked for")
  func budget() throws {
    var tuning = try tuning(trials: 1)
    tuning.space = try SearchSpaceDefinition(ModelSpecification(Crowd(Crowd.descriptor.defaults)))
    tuning.strategy = GridSearch(tuning.space)
    tuning.trials = 5
    for (jobs, limit, most) in [(4, 2500, 2), (3, 100_000, 3), (1, 100_000, 1)] {
      Crowd.fits.withLock { $0.most = 0 }
      (tuning.jobs, tuning.memoryLimit) = (jobs, limit)
      #expect(try tuning.run(isTested: false).trials.map(\.number) == [0, 1, 2, 3, 4])
      #expect((1...most).contains(Crowd.fits.withLock(\.most)))
    }
  }

  @Test("fronts: nobody on them is beaten in both")
  func fronts() throws {
    let result = try tuning(trials: 12).run()
    let front = result.front { $0.metrics["arp@8"] }
    #expect(front.last?.number == result.best?.number && !front.isEmpty)
    for trial in front {
      let cost = try #require(trial.metrics["arp@8"])
      #expect(!result.trials.contains { $0.value! > trial.value! && $0.metrics["arp@8"]! <= cost })
    }
    let page = TuningReport.html(result, commandLine: "needletail tune <data>")
    for part in [
      "<h2>Leaderboard</h2>", "Pareto fronts", "On the test part", "needletail tune &lt;data&gt;",
      "against each hyper-parameter",
    ] {
      #expect(page.contains(part))
    }
  }

  @Test("metrics that rate nothing, and splits without validation, are refused")
  func refused() throws {
    #expect(throws: EvaluationError.self) { try self.tuning(metric: "arp@8") }
    let tuning = try tuning()
    #expect(throws: EvaluationError.self) {
      try Tuning(
        data: tuning.data, split: tuning.split, carved: tuning.split, space: tuning.space,
        strategy: tuning.strategy, trials: 1, metric: tuning.metric, options: tuning.options)
    }
    #expect(throws: EvaluationError.self) { try self.tuning(metric: "rmse").run() }
  }
}
