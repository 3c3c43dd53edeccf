import Glibc
import NeedletailCore
import NeedletailData
import NeedletailEvaluation
import NeedletailMath
import NeedletailNeural
import NeedletailSimulation
import Synchronization
import TestSupport
import Testing

@Suite("Progressive evaluation", .needsTorch)
struct ProgressiveTests {
  private let hour: Int64 = 3_600_000
  private let model = "deepfm(dimension=4,hidden=8,dropout=0.2,batchSize=256,learningRate=0.01)"
  private let arms = "static,retrain(windows=4,epochs=1),warm-start,teacher(period=3),replay(share=0.2)"

  private func evaluation(
    _ model: String, _ arms: String, warmUp: Int, threads: Int = 1,
    edit: (inout ProgressivePlan) -> Void = { _ in }
  ) throws -> ProgressiveEvaluation {
    var plan = ProgressivePlan(
      size: .time(2 * hour),
      options: TrainingOptions(seed: 5, pool: WorkerPool(threads: threads), device: .cpu))
    plan.warmUp = warmUp
    plan.lookBacks = [1, 2]
    plan.freezing = 3
    plan.ages = 4
    plan.resamples = 200
    edit(&plan)
    return ProgressiveEvaluation(
      models: try ModelSpecification.list(model, registry: .neural), arms: try ProgressiveArm.list(arms),
      plan: plan)
  }

  private func stream(
    _ windows: Int, each: Int = 1200, users: Int = 60, items: Int = 30, persistence: Double = 0.9,
    arrivals: Double = 0.03
  ) throws -> ExampleSet {
    try DriftingStream(
      impressions: windows * each, windows: windows, users: users, items: items, persistence: persistence,
      arrivals: arrivals
    ).generate().examples
  }

  @Test("a run that is stopped after any window and goes on gives the same bits; so do two threads")
  func resuming() throws {
    let examples = try stream(9)
    let whole = try evaluation(model, arms, warmUp: 3).run(examples)
    #expect(whole.arms.count == 5 && whole.arms.allSatisfy { $0.windows.count == 6 })
    #expect(try evaluation(model, arms, warmUp: 3, threads: 2).run(examples).identity == whole.identity)
    let folder = TemporaryFolder()
    var parts = 0
    var last: ProgressiveDocument?
    while last == nil, parts < 20 {
      parts += 1
      let stop = Cancellation()
      let shown = Atomic(0)
      do {
        last = try evaluation(model, arms, warmUp: 3) { plan in
          plan.state = folder.path("state")
          plan.options.cancellation = stop
          // Five reports a window: the run is asked to stop within the second of each part.
          plan.options.progress = { _ in
            if shown.add(1, ordering: .relaxed).newValue == 7 { stop.cancel() }
          }
        }.run(examples)
      } catch is CancelledError {}
    }
    #expect(parts == 6)
    #expect(try #require(last).identity == whole.identity)
    #expect(throws: EvaluationError.self) {
      try evaluation(model, arms, warmUp: 4) { $0.state = folder.path("state") }.run(examples)
    }
  }

  @Test("a planted field that only the future could explain does not help", arguments: [0, 2])
  func leak(_ delay: Int64) throws {
    let examples = try stream(8, persistence: 1, arrivals: 0)
    // One name for each window and label: who trains on the window that he predicts knows the label.
    let times = examples.times!
    let names = (0..<examples.count).map { "\(times[$0] / (2 * hour))-\(Int(examples.labels[$0]))" }
    let vocabulary = Vocabulary(names)
    var leaky = examples
    leaky.fields.append(
      .init(
        .init(name: "leak", type: .categorical),
        .categorical(names: vocabulary, rows: SharedBuffer(names.map { Int32(vocabulary.row(of: $0)!) }))))
    func entropy(_ examples: ExampleSet) throws -> Double {
      let document = try evaluation(
        "fm(dimension=2,learningRate=0.02,batchSize=256)", "warm-start", warmUp: 3
      ) {
        $0.delay = delay * hour
      }.run(examples)
      return try #require(document.arms[0].normalisedEntropy).value
    }
    let (plain, planted) = (try entropy(examples), try entropy(leaky))
    #expect(planted > plain - 0.002, "\(planted) with the field, \(plain) without")
    // The same field in a plain fit on its own examples gives it all away.
    let training = try TrainingData(leaky, training: Array(0..<leaky.count))
    let cheat = try IncrementalFixture.algorithm("fm(dimension=2,learningRate=0.02,batchSize=256,epochs=5)")
      .train(
        training, options: IncrementalFixture.options())
    let odds = try (cheat as! any ProbabilityPredictor).logOdds(of: training.examples!.table)
    let score = WindowScore(ScoredExamples(logOdds: odds, labels: leaky.labels.array.map { $0 > 0 }))
    #expect(score.normalisedEntropy! < 0.5)
  }

  @Test("on a stream that stands still all arms agree; on one that drifts whoever learns wins")
  func drift() throws {
    let model = "fm(dimension=4,learningRate=0.01,batchSize=512,l2=0.001)"
    func gap(
      _ persistence: Double, _ arrivals: Double, each: Int, users: Int, items: Int
    ) throws -> ProgressiveDocument.Comparison {
      let examples = try stream(
        20, each: each, users: users, items: items, persistence: persistence, arrivals: arrivals)
      let document = try evaluation(
        model, "static(windows=10,epochs=2),warm-start(windows=10,epochs=2,rate=0.3)", warmUp: 10
      ) { plan in
        plan.gate = nil
        plan.block = 1
      }.run(examples)
      return try #require(document.comparisons.first { $0.metric == "ne" })
    }
    let still = try gap(1, 0, each: 6000, users: 60, items: 30)
    #expect(abs(still.difference) < 0.005, "stands still: \(still.difference)")
    let drifting = try gap(0.99, 0.05, each: 12_000, users: 400, items: 100)
    #expect(
      drifting.difference > 0 && drifting.z ?? 0 > 3, "drifts: \(drifting.difference), \(drifting.z ?? 0) σ")
  }

  @Test("models that cannot follow, streams without end of the warm-up")
  func refusals() throws {
    let examples = try stream(4)
    #expect(throws: EvaluationError.self) { try evaluation("gmf", "static", warmUp: 2).run(examples) }
    #expect(throws: EvaluationError.self) { try evaluation(model, "static", warmUp: 4).run(examples) }
    #expect(throws: EvaluationError.self) {
      try evaluation(model, "static", warmUp: 2) { $0.judgedFrom = 1 }.run(examples)
    }
    // A gate that nothing passes keeps the first model.
    let document = try evaluation(
      model, "static(windows=4,epochs=1),warm-start(windows=4,epochs=1)", warmUp: 2
    ) {
      $0.gate?.loss = -1
    }.run(examples)
    #expect(document.arms[1].cost.refused == 1)
    #expect(document.arms[0].normalisedEntropy == document.arms[1].normalisedEntropy)
    let page = ProgressiveReport.html(document, commandLine: "needletail evaluate")
    #expect(page.contains("refused by the gate") && !page.contains("NaN"))
  }
}
