import Glibc
import NeedletailCore
import NeedletailData
import NeedletailEvaluation
import NeedletailMath
import TestSupport
import Testing

@Suite("Experiments on labelled examples")
struct ExampleExperimentTests {
  /// Examples of 40 users and 10 items; even items are clicked more.
  private func examples(grouped: Bool = true) throws -> ExampleSet {
    var stream = RandomStream(seed: 3)
    let lines = (0..<1500).map { _ -> String in
      let (user, item) = (stream.index(below: 40), stream.index(below: 10))
      let label = stream.uniform() < (item % 2 == 0 ? 0.7 : 0.2) ? 1 : -1
      return grouped ? "\(label) \(user):1 \(item + 100):1" : "\(label) \(item + 100):1"
    }
    return try ExampleReader.read(bytes: Array(lines.joined(separator: "\n").utf8), name: "x.libfm")
  }

  private func run(
    _ examples: ExampleSet, _ models: [any Algorithm], metrics: String = "auc,gauc,logloss,ne,ece",
    threads: Int = 1,
    stopping: ExampleStopping? = nil
  ) throws -> ExperimentResult {
    var options = EvaluationOptions(metrics: try MetricKey.list(metrics), pool: WorkerPool(threads: threads))
    options.resamples = 200
    var experiment = ExampleExperiment(
      examples: examples, split: try SplitSpecification(parsing: "random:0.3").split(examples, seed: 1),
      specifications: models.map { ModelSpecification($0) }, options: options)
    experiment.stopping = stopping
    return try experiment.run()
  }

  @Test("metrics with intervals over users, tests, reliability, for any number of threads")
  func results() throws {
    let result = try run(examples(), [OddsAlgorithm(weight: 1), OddsAlgorithm(weight: 0)])
    let document = result.document
    #expect(document.models.map(\.name) == ["odds", "odds(weight=0)"])
    #expect(document.environment.unit == "user")
    let good = try #require(document.models.first)
    for key in ["auc", "gauc", "logloss", "ne", "ece"] {
      let metric = try #require(good.metrics[key], "\(key)")
      #expect(metric.low! <= metric.value && metric.value <= metric.high!, "\(key)")
    }
    #expect(good.metrics["auc"]!.value > 0.7 && document.models[1].metrics["auc"]?.value == 0.5)
    #expect(good.reliability?.map(\.examples).reduce(0, +) == 450)
    #expect(document.data.examples?.test == 450 && document.data.examples?.training == 1050)
    #expect(document.data.examples?.fields.map(\.values) == [40, 10])
    let auc = try #require(document.comparisons.first { $0.metric == "auc" })
    #expect(auc.p < 1e-6 && auc.method.hasPrefix("DeLong") && auc.low! > 0)
    #expect(document.comparisons.map(\.metric) == ["auc", "gauc", "logloss", "ne"])
    #expect(
      try run(examples(), [OddsAlgorithm(weight: 1), OddsAlgorithm(weight: 0)], threads: 3).document.identity
        == document.identity)
    #expect(try EvaluationDocument(json: document.json()) == document)
    let page = Report.html(document)
    #expect(
      page.contains("<h2>Reliability</h2>") && page.contains("450 test examples") && !page.contains("NaN"))
  }

  @Test("without groups there is no gauc, and examples are the units")
  func ungrouped() throws {
    let document = try run(examples(grouped: false), [OddsAlgorithm(weight: 1)]).document
    #expect(document.environment.unit == "example")
    #expect(document.models[0].absent["gauc"]?.contains("user or group") == true)
    #expect(document.models[0].metrics["auc"]?.n == 450)
  }

  @Test("a model without probabilities has no metrics, with the reason")
  func withoutProbabilities() throws {
    let examples = try examples()
    let plan = try ExamplePlan(
      examples, at: [0, 1, 2], options: EvaluationOptions(metrics: try MetricKey.list("auc,logloss")))
    let evaluation = try plan.evaluate(RankingStub(itemCount: 10) { _, _ in 0 }, name: "stub").result
    #expect(evaluation.metrics.isEmpty)
    #expect(
      evaluation.absent.map(\.reason)
        == [String](repeating: "stub predicts no probabilities of labelled examples", count: 2))
  }

  @Test("metrics of lists are refused")
  func lists() throws {
    #expect(throws: EvaluationError.self) {
      try run(examples(), [OddsAlgorithm(weight: 1)], metrics: "auc,ndcg@10")
    }
  }

  @Test("epochs are chosen on examples carved from the training part, then all are learnt from")
  func stopping() throws {
    var rule = ExampleStopping(
      split: try SplitSpecification(parsing: "random:0.2"), metric: try MetricKey(parsing: "logloss"))
    rule.patience = 3
    let result = try run(examples(), [OddsAlgorithm(weight: 1, epochs: 20)], stopping: rule)
    let specification = try #require(result.evaluations[0].specification)
    // The weight grows by a tenth an epoch: the right one is reached after about ten.
    #expect(specification.algorithm.hyperparameters.integer("epochs") < 20)
    #expect(specification.algorithm.hyperparameters.integer("epochs") > 3)
  }
}

/// Log-odds of an item's rate, times a weight, or with epochs times a weight that grows by a tenth an epoch.
struct OddsAlgorithm: Algorithm {
  static let descriptor = AlgorithmDescriptor(
    name: "odds", summary: "for tests", paper: "",
    hyperparameters: [
      Hyperparameter("weight", .number(default: 1, 0...10), "of the item's log-odds"),
      Hyperparameter(
        "epochs", .integer(default: 10, 1...100), search: .integers(1...30), isOfLogs: true,
        "tenths of the weight"),
    ], memoryFormula: "0")

  let weight: Double
  var epochs = 10

  init(weight: Double, epochs: Int = 10) { (self.weight, self.epochs) = (weight, epochs) }
  init(_ values: HyperparameterValues) {
    self.init(weight: values.number("weight"), epochs: values.integer("epochs"))
  }
  var hyperparameters: HyperparameterValues {
    HyperparameterValues(["weight": .number(weight), "epochs": .integer(epochs)])
  }
  func memoryEstimate(for shape: DataShape, threads: Int) -> MemoryEstimate { MemoryEstimate([]) }
  func fit(
    _ data: TrainingData, from previous: (any Recommender)?, options: TrainingOptions
  ) throws -> any Recommender {
    try OddsTrainer(algorithm: self, examples: data.examples!).train(epochs: epochs, options: options)
  }
  static func open(_ file: any ModelReader, hyperparameters: HyperparameterValues) throws -> any Recommender {
    throw TrainingError("not opened here")
  }
}

struct OddsTrainer: EpochTrainer {
  let algorithm: OddsAlgorithm
  let examples: TrainingExamples
  mutating func runEpoch() throws -> String { "" }
  consuming func model(epochs: Int) throws -> any Recommender {
    let table = examples.table
    let column = table.space.single.count - 1
    var counts = [[Double]](repeating: [1, 1], count: table.space.rowCount)
    for example in 0..<table.count {
      counts[Int(table.rows[example * table.space.single.count + column])][Int(table.labels[example])] += 1
    }
    return OddsModel(
      algorithm: OddsAlgorithm(weight: algorithm.weight, epochs: epochs), ranking: examples.ranking,
      odds: counts.map { Float(algorithm.weight * Double(epochs) / 10 * log($0[1] / $0[0])) }, column: column)
  }
}

struct OddsModel: ProbabilityPredictor {
  let algorithm: any Algorithm
  let ranking: RankingFields
  let odds: [Float]
  let column: Int

  init(algorithm: OddsAlgorithm, ranking: RankingFields, odds: [Float], column: Int) {
    (self.algorithm, self.ranking, self.odds, self.column) = (algorithm, ranking, odds, column)
  }
  func logOdds(of examples: ExampleTable) throws -> [Float] {
    (0..<examples.count).map { odds[Int(examples.rows[$0 * examples.space.single.count + column])] }
  }
  func write(to file: inout ModelWriter) throws {}
}
