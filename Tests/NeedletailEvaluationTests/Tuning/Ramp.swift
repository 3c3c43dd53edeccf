import NeedletailCore
import NeedletailEvaluation
import NeedletailMath
import TestSupport

/// An algorithm without epochs: popularity among the users that it was given, blurred by `blur`.
struct Ramp: Algorithm {
  static let descriptor = AlgorithmDescriptor(
    name: "ramp", summary: "for tests", paper: "",
    hyperparameters: [
      Hyperparameter("blur", .number(default: 1, 0...1e6), search: .logarithmic(0.01...100), "how much")
    ], memoryFormula: "1000")

  let hyperparameters: HyperparameterValues
  init(_ values: HyperparameterValues) { hyperparameters = values }

  func memoryEstimate(for shape: DataShape, threads: Int) -> MemoryEstimate {
    MemoryEstimate([.init("pairs", bytes: shape.interactions)])
  }

  func fit(
    _ data: TrainingData, from previous: (any Recommender)?, options: TrainingOptions
  ) throws -> any Recommender {
    let counts = data.matrix.transposed()
    let totals = (0..<counts.rows).map { Float(counts.count(ofRow: $0)) }
    let blur = Float(hyperparameters.number("blur"))
    return RankingStub(itemCount: totals.count) { _, item in
      totals[Int(item)] + blur * Float((Int(item) * 7) % 11)
    }
  }

  static func open(_ file: any ModelReader, hyperparameters: HyperparameterValues) throws -> any Recommender {
    throw TrainingError("not opened here")
  }
}
