import NeedletailCore
import NeedletailData
import NeedletailMath

/// All that was trained; the algorithm names the epochs.
struct ToyModel: Recommender {
  let epochs: Int
  let values: [Float]

  var algorithm: any Algorithm { ToyAlgorithm(.init(["epochs": .integer(epochs)])) }
  var itemCount: Int { values.count }
  func score(_ queries: [Query], candidates: Candidates, into scores: inout Matrix) {}
  func write(to file: inout ModelWriter) {}
}

/// An algorithm that only holds a number of epochs.
struct ToyAlgorithm: Algorithm {
  static let descriptor = AlgorithmDescriptor(
    name: "toy", summary: "A toy.", paper: "",
    hyperparameters: [Hyperparameter("epochs", .integer(default: 4, 1...100), "epochs")], memoryFormula: "")

  var hyperparameters: HyperparameterValues
  init(_ values: HyperparameterValues) { hyperparameters = values }
  func memoryEstimate(for shape: DataShape, threads: Int) -> MemoryEstimate { MemoryEstimate([]) }

  func fit(
    _ data: TrainingData, from previous: (any Recommender)?, options: TrainingOptions
  ) throws -> any Recommender { ToyModel(epochs: 0, values: []) }

  static func open(_ file: any ModelReader, hyperparameters: HyperparameterValues) throws -> any Recommender {
    ToyModel(epochs: 0, values: [])
  }
}
