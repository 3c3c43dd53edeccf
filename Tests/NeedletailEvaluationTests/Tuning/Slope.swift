import Glibc
import NeedletailCore
import NeedletailData
import NeedletailEvaluation
import NeedletailMath
import TestSupport

/// An algorithm with every kind of axis that is fitted in no time: its lists are the better the nearer its
/// hyper-parameters are to l2 = 0.01, weight = 10, dimension at its most.
struct Slope: Algorithm {
  static let descriptor = AlgorithmDescriptor(
    name: "slope", summary: "for tests", paper: "",
    hyperparameters: [
      Hyperparameter(
        "dimension", .integer(default: 128, 1...8192), search: .logarithmicIntegers(64...256), "size"),
      Hyperparameter("l2", .number(default: 0.01, 0...1e6), search: .logarithmic(0.001...1), "strength"),
      Hyperparameter("weight", .number(default: 3, 0...1e6), search: .logarithmic(0.3...100), "weight"),
      Hyperparameter("kind", .choice(default: "plain", ["plain", "broken", "other"]), "which"),
      Hyperparameter("epochs", .integer(default: 8, 1...1000), "passes"),
      Hyperparameter("shrinkage", .number(default: 0, 0...1000), aliases: ["shrink"], "shrinks"),
    ], memoryFormula: "1000·dimension")

  let hyperparameters: HyperparameterValues
  init(_ values: HyperparameterValues) { hyperparameters = values }

  func memoryEstimate(for shape: DataShape, threads: Int) -> MemoryEstimate {
    MemoryEstimate([.init("vectors", bytes: 1000 * hyperparameters.integer("dimension"))])
  }

  /// How far from the best place, in decades and doublings.
  var distance: Double {
    abs(log10(hyperparameters.number("l2") / 0.01)) + abs(log10(hyperparameters.number("weight") / 10))
      + 0.1 * Double(256 / max(1, hyperparameters.integer("dimension")))
  }

  func fit(
    _ data: TrainingData, from previous: (any Recommender)?, options: TrainingOptions
  ) throws -> any Recommender {
    guard hyperparameters.choice("kind") != "broken" else { throw TrainingError("slope: kind=broken breaks") }
    return try SlopeTrainer(slope: self, items: data.matrix.columns).train(
      epochs: hyperparameters.integer("epochs"), options: options)
  }

  static func open(_ file: any ModelReader, hyperparameters: HyperparameterValues) throws -> any Recommender {
    throw TrainingError("not opened here")
  }
}

extension AlgorithmRegistry {
  static let slopes = AlgorithmRegistry(
    [Slope.self],
    presets: [
      Preset("slope", on: "toy", "slope(l2=0.1,dimension=64)", metric: "mrr@8", value: 0.5, command: "tune")
    ])
}

/// Fits in epochs that change nothing.
private struct SlopeTrainer: EpochTrainer {
  let slope: Slope
  let items: Int

  mutating func runEpoch() throws -> String { "" }

  consuming func model(epochs: Int) throws -> any Recommender {
    SlopeModel(slope: try slope.setting(["epochs": .integer(epochs)]), itemCount: items)
  }
}

/// Ranks a user's next item ahead of so many others as the distance says.
private struct SlopeModel: Recommender {
  let slope: Slope
  let itemCount: Int
  var algorithm: any Algorithm { slope }

  func score(_ queries: [Query], candidates: Candidates, into scores: inout Matrix) throws {
    let loss = Float(slope.distance)
    try StubRecommender(itemCount: itemCount) { query, item in
      let last = query.profile.items.last ?? 0
      // The item after the last one is right; the worse the model, the more others pass it.
      let noise = Float((Int(item) * 7 + Int(last) * 13) % 11) / 11
      return (Int(item) == (Int(last) + 1) % itemCount ? 2 : 0) + noise * loss * 2
    }.score(queries, candidates: candidates, into: &scores)
  }

  func write(to file: inout ModelWriter) throws {}
}
