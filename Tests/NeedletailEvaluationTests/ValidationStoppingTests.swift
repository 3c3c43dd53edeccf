import NeedletailCore
import NeedletailData
import NeedletailEvaluation
import NeedletailMath
import TestSupport
import Testing

@Suite("Stopping by validation")
struct ValidationStoppingTests {
  /// Its model is best after a given number of epochs: then the most popular items stand first, else last.
  private struct Peaking: Algorithm {
    var epochs: Int
    let peak: Int

    static let descriptor = AlgorithmDescriptor(
      name: "peaking", summary: "for tests", paper: "",
      hyperparameters: [
        Hyperparameter("epochs", .integer(default: 9, 1...99), "passes"),
        Hyperparameter("peak", .integer(default: 3, 1...99), "the best"),
      ], memoryFormula: "0")

    init(_ values: HyperparameterValues) {
      epochs = values.integer("epochs")
      peak = values.integer("peak")
    }

    var hyperparameters: HyperparameterValues {
      HyperparameterValues(["epochs": .integer(epochs), "peak": .integer(peak)])
    }
    func memoryEstimate(for shape: DataShape, threads: Int) -> MemoryEstimate { MemoryEstimate([]) }
    func fit(
      _ data: TrainingData, from previous: (any Recommender)?, options: TrainingOptions
    ) throws -> any Recommender {
      let byItem = data.matrix.transposed()
      let trainer = Trainer(algorithm: self, counts: (0..<byItem.rows).map { Float(byItem.count(ofRow: $0)) })
      return try trainer.train(epochs: epochs, options: options)
    }
    static func open(
      _ file: any ModelReader, hyperparameters: HyperparameterValues
    ) throws -> any Recommender { throw TrainingError("not opened here") }
  }

  private struct Trainer: EpochTrainer {
    let algorithm: Peaking
    let counts: [Float]
    mutating func runEpoch() throws -> String { "" }
    consuming func model(epochs: Int) throws -> any Recommender {
      let distance = Float(abs(epochs - algorithm.peak))
      let sign: Float = distance == 0 ? 1 : -distance
      return Model(
        algorithm: try algorithm.setting(["epochs": .integer(epochs)]),
        stub: RankingStub(itemCount: counts.count) { [counts] _, item in sign * counts[Int(item)] },
        events: Int(counts.reduce(0, +)))
    }
  }

  /// Knows how many events it was fitted on.
  private struct Model: Recommender {
    let algorithm: any Algorithm
    let stub: RankingStub
    let events: Int
    var itemCount: Int { stub.itemCount }
    func score(_ queries: [Query], candidates: Candidates, into scores: inout Matrix) throws {
      try stub.score(queries, candidates: candidates, into: &scores)
    }
    func write(to file: inout ModelWriter) throws {}
  }

  private let log = GeneratedLog.log(users: 60, items: 30, events: 900)

  private func fit(_ rule: ValidationStopping, _ algorithm: any Algorithm) throws -> any Recommender {
    let data = DataSet(source: "by hand", format: "csv", log: log)
    let split = try SplitSpecification(parsing: "random:0.2").split(data, seed: 1)[0]
    return try rule.train(
      algorithm, on: split, training: TrainingData(log: split.training),
      evaluation: EvaluationOptions(metrics: []), options: TrainingOptions())
  }

  private func rule(_ metric: String = "ndcg@5") throws -> ValidationStopping {
    ValidationStopping(
      split: try SplitSpecification(parsing: "random:0.2"), metric: try MetricKey(parsing: metric))
  }

  @Test("the epochs that are best on validation are trained on all training data")
  func refit() throws {
    var rule = try rule()
    let full = try #require(try fit(rule, Peaking(Peaking.descriptor.defaults)) as? Model)
    #expect(full.algorithm.hyperparameters.integer("epochs") == 3)
    rule.refits = false
    let part = try #require(try fit(rule, Peaking(Peaking.descriptor.defaults)) as? Model)
    #expect(part.algorithm.hyperparameters.integer("epochs") == 3)
    #expect(part.events < full.events)
  }

  @Test("a metric that rates nothing, or has no value, is refused")
  func refusal() throws {
    for metric in ["arp@5", "rmse"] {
      #expect(throws: EvaluationError.self) {
        try fit(try rule(metric), Peaking(Peaking.descriptor.defaults))
      }
    }
  }
}
