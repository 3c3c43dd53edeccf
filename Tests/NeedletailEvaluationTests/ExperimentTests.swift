import NeedletailCore
import NeedletailData
import NeedletailEvaluation
import NeedletailMath
import TestSupport
import Testing

@Suite("Experiments")
struct ExperimentTests {
  /// What a test algorithm fits.
  enum Kind: String { case counting, remembering }

  /// An algorithm that is quick to fit.
  struct Quick: Algorithm {
    var kind = Kind.counting
    static let descriptor = AlgorithmDescriptor(
      name: "quick", summary: "for tests", paper: "", hyperparameters: [], memoryFormula: "0")
    init(_ kind: Kind) { self.kind = kind }
    init(_ values: HyperparameterValues) throws {}
    var hyperparameters: HyperparameterValues {
      HyperparameterValues(["kind": .choice(kind.rawValue)])
    }
    func memoryEstimate(for shape: DataShape, threads: Int) -> MemoryEstimate { MemoryEstimate([]) }
    func fit(
      _ data: TrainingData, from previous: (any Recommender)?, options: TrainingOptions
    ) throws -> any Recommender {
      guard kind == .counting else { return Remembering(itemCount: data.matrix.columns) }
      let counts = data.matrix.transposed()
      let totals = (0..<counts.rows).map { Float(counts.count(ofRow: $0)) }
      return RankingStub(itemCount: totals.count) { _, item in totals[Int(item)] }
    }
    static func open(
      _ file: any ModelReader, hyperparameters: HyperparameterValues
    ) throws -> any Recommender { throw TrainingError("not opened here") }
  }

  /// Knows its users better than strangers: they get the items in order, strangers in another.
  struct Remembering: UserRows {
    let itemCount: Int
    var algorithm: any Algorithm { Quick(.remembering) }
    func score(_ queries: [Query], candidates: Candidates, into scores: inout Matrix) throws {
      try StubRecommender(itemCount: itemCount) { query, item in
        query.user == nil ? Float((item * 5 + 2) % 7) : -Float(item)
      }.score(queries, candidates: candidates, into: &scores)
    }
    func write(to file: inout ModelWriter) throws {}
  }

  private let log = InteractionLog(
    users: 6, items: 8,
    (0..<6).flatMap { user in (0..<5).map { (user, (user * 3 + $0 * ($0 + 1)) % 8) } })

  private func experiment(_ spec: String, metrics: String, threads: Int = 2) throws -> Experiment {
    let data = DataSet(source: "by hand", format: "csv", log: log)
    return Experiment(
      data: data, splits: try SplitSpecification(parsing: spec).split(data, seed: 3),
      specifications: [ModelSpecification(Quick(.counting))],
      options: EvaluationOptions(
        metrics: try MetricKey.list(metrics), pool: WorkerPool(threads: threads)))
  }

  @Test("one split gives what the evaluator gives")
  func single() throws {
    let experiment = try experiment("last:1", metrics: "ndcg@3,coverage@3")
    let result = try experiment.run()
    let training = TrainingData(log: experiment.splits[0].training)
    let model = try Quick(.counting).train(training)
    let own = try Evaluator.evaluate(
      model, name: "quick", on: experiment.splits[0], options: experiment.options)
    #expect(result.evaluations[0].metrics == own.metrics)
    #expect(result.document.models[0].name == "quick")
    #expect(result.document.data.fingerprint == log.fingerprint)
  }

  @Test("a model with rows of users is measured both ways")
  func bothWays() throws {
    var experiment = try experiment("last:1", metrics: "mrr@8")
    experiment.specifications = [
      ModelSpecification(Quick(.remembering)), ModelSpecification(Quick(.counting)),
    ]
    let document = try experiment.run().document
    var folded = experiment
    folded.options.foldIn = true
    let strangers = try folded.run().document
    #expect(document.models[0].foldIn?["mrr@8"]?.value == strangers.models[0].metrics["mrr@8"]?.value)
    #expect(document.models[0].foldIn?["mrr@8"]?.value != document.models[0].metrics["mrr@8"]?.value)
    #expect(document.models[1].foldIn == nil && strangers.models[0].foldIn == nil)
    #expect(Report.html(document).contains("folded in as a stranger: mrr@8"))
  }

  @Test("folds are pooled: sums over (fold, user) pairs, means of catalogue metrics")
  func folds() throws {
    let experiment = try experiment("folds:3", metrics: "recall@3,coverage@3")
    #expect(experiment.splits.count == 3)
    let pooled = try experiment.run().evaluations[0]
    let each = try experiment.splits.map { split in
      try Evaluator.evaluate(
        Quick(.counting).train(TrainingData(log: split.training)), name: "quick", on: split,
        options: experiment.options)
    }
    let recall = try MetricKey(parsing: "recall@3")
    let coverage = try MetricKey(parsing: "coverage@3")
    let sums = try each.map { evaluation -> (Double, Int) in
      let metric = try #require(evaluation[recall])
      return (metric.value * Double(metric.n), metric.n)
    }
    let expected = sums.map(\.0).reduce(0, +) / Double(sums.map(\.1).reduce(0, +))
    #expect(abs(try #require(pooled[recall]).value - expected) < 1e-12)
    #expect(pooled[recall]?.n == sums.map(\.1).reduce(0, +))
    let mean = each.compactMap { $0[coverage]?.value }.reduce(0, +) / 3
    #expect(abs(try #require(pooled[coverage]).value - mean) < 1e-12)
    #expect(pooled[coverage]?.low == nil)
  }

  @Test("the document is the same for one and two threads")
  func threads() throws {
    let documents = try [1, 2].map {
      try experiment("folds:3", metrics: "recall@3,coverage@3,gini@3", threads: $0).run().document
    }
    #expect(documents[0].identity == documents[1].identity)
  }

  @Test("a failing fit fails the experiment")
  func failure() throws {
    var experiment = try experiment("last:1", metrics: "ndcg@3")
    experiment.specifications = [ModelSpecification(StubAlgorithm())]
    #expect(throws: TrainingError.self) { try experiment.run() }
  }
}
