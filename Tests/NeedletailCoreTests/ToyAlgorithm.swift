import NeedletailCore
import NeedletailData
import NeedletailMath

/// The smallest algorithm with every kind of hyper-parameter and of tensor.
struct ToyAlgorithm: Algorithm {
  static let descriptor = AlgorithmDescriptor(
    name: "toy", summary: "A toy.", paper: "",
    hyperparameters: [
      Hyperparameter("dimension", .integer(default: 4, 1...100), aliases: ["factors", "rank"], "size"),
      Hyperparameter("l2", .number(default: 0.5, 0...1000), aliases: ["regularization"], "strength"),
      Hyperparameter("centred", .flag(default: false), "whether"),
      Hyperparameter("similarity", .choice(default: "cosine", ["cosine", "jaccard"]), "which"),
    ], memoryFormula: "1000·n bytes")

  var hyperparameters: HyperparameterValues

  init(_ values: HyperparameterValues) { hyperparameters = values }

  func memoryEstimate(for shape: DataShape, threads: Int) -> MemoryEstimate {
    // Dimension 100 stands for what no machine has.
    let size = hyperparameters.integer("dimension") == 100 ? 1 << 50 : 1000
    return MemoryEstimate([.init("weights", bytes: size * shape.items)])
  }

  func expectedSeconds(for shape: DataShape, threads: Int) -> Double? {
    // Dimension 99 stands for work that takes long.
    hyperparameters.integer("dimension") == 99 ? 1200 : nil
  }

  func fit(
    _ data: TrainingData, from previous: (any Recommender)?, options: TrainingOptions
  ) throws -> any Recommender {
    ToyRecommender(
      toy: self, weights: Matrix(data.shape.items > 0 ? [(0..<data.shape.items).map { Float($0) }] : []),
      gram: data.matrix.transposed(), counts: SharedBuffer((0..<data.shape.items).map { Int32($0) }))
  }

  static func open(_ file: any ModelReader, hyperparameters: HyperparameterValues) throws -> any Recommender {
    ToyRecommender(
      toy: ToyAlgorithm(hyperparameters),
      weights: try file.matrix("weights", rows: 1, columns: file.itemCount),
      gram: try file.sparse("gram", rows: file.itemCount, columns: file.userCount),
      counts: try file.integers("counts", count: file.itemCount))
  }
}

struct ToyRecommender: Recommender {
  var toy: ToyAlgorithm
  var weights: Matrix
  var gram: CSRMatrix
  var counts: SharedBuffer<Int32>

  var algorithm: any Algorithm { toy }
  var itemCount: Int { weights.columns }

  func score(_ queries: [Query], candidates: Candidates, into scores: inout Matrix) {
    for query in queries.indices {
      for item in 0..<itemCount { scores[query, item] = weights[0, item] }
    }
  }

  func write(to file: inout ModelWriter) {
    file.add("weights", weights)
    file.add("gram", gram)
    file.add("counts", .integers(counts))
  }
}

extension AlgorithmRegistry {
  static let toys = AlgorithmRegistry([ToyAlgorithm.self])
}
