public import NeedletailCore
import NeedletailMath

/// Linear weights between items of low rank: Vančura, Alves, Kasalický and Kordík, "Scalable Linear Shallow
/// Autoencoder for Collaborative Filtering", RecSys 2022.
///
/// Weights are A Aᵀ − I, where A has a row of length one for each item, so its diagonal is zero as in EASE. Memory
/// grows with items × dimension and not with the square of the items: it is for catalogues beyond what `EASE` can
/// hold. The loss compares directions, ‖x/‖x‖ − x̂/‖x̂‖‖² with x̂ = x(A Aᵀ − I), and is made small by Adam on batches
/// of users. A score needs the history only.
public struct ELSA: Algorithm {
  /// The length of the rows of A.
  public let dimension: Int
  /// Passes over the users.
  public let epochs: Int
  /// The step of Adam.
  public let learningRate: Double
  /// Users of a step.
  public let batchSize: Int

  /// The model with its dimension.
  ///
  /// - Precondition: everything is positive.
  public init(dimension: Int = 256, epochs: Int = 20, learningRate: Double = 0.01, batchSize: Int = 512) {
    precondition(dimension > 0 && epochs > 0 && learningRate > 0 && batchSize > 0, "illegal ELSA")
    self.dimension = dimension
    self.epochs = epochs
    self.learningRate = learningRate
    self.batchSize = batchSize
  }

  /// Name, paper, hyper-parameters and memory formula.
  public static let descriptor = AlgorithmDescriptor(
    name: "elsa",
    summary: "linear weights between items of low rank, for large catalogues",
    paper: "Vančura, Alves, Kasalický and Kordík, Scalable Linear Shallow Autoencoder for Collaborative "
      + "Filtering, RecSys 2022",
    hyperparameters: [
      Hyperparameter(
        "dimension", .integer(default: 256, 1...8192),
        aliases: ["factors", "n_dims", "rank", "n_components", "embedding_size"],
        search: .logarithmicIntegers(64...1024), "length of the item vectors"),
      Hyperparameter(
        "epochs", .integer(default: 20, 1...100_000), aliases: ["iterations", "n_epochs"],
        search: .logarithmicIntegers(5...50), "passes over the users"),
      Hyperparameter(
        "learningRate", .number(default: 0.01, 1e-7...10), aliases: ["lr", "learning_rate"],
        search: .logarithmic(0.001...0.1), "step of Adam"),
      Hyperparameter(
        "batchSize", .integer(default: 512, 1...1_000_000), aliases: ["batch_size"],
        search: .logarithmicIntegers(128...2048), "users of a step"),
    ],
    memoryFormula:
      "24·n·d + 16·b·d + 12·d² + 8·z bytes for n items, d dimensions, batches of b users and at most z "
      + "user-item pairs in a batch")

  /// A value from checked hyper-parameters.
  public init(_ values: HyperparameterValues) {
    self.init(
      dimension: values.integer("dimension"), epochs: values.integer("epochs"),
      learningRate: values.number("learningRate"), batchSize: values.integer("batchSize"))
  }

  /// The hyper-parameters, complete.
  public var hyperparameters: HyperparameterValues {
    HyperparameterValues([
      "dimension": .integer(dimension), "epochs": .integer(epochs), "learningRate": .number(learningRate),
      "batchSize": .integer(batchSize),
    ])
  }

  /// The item vectors, their gradient, both moments of Adam, a copy for a model, and a batch.
  public func memoryEstimate(for shape: DataShape, threads: Int) -> MemoryEstimate {
    let users = min(batchSize, shape.users)
    return MemoryEstimate([
      .init("item vectors, gradient, moments and a model", bytes: 24 * shape.items * dimension),
      .init("vectors of a batch", bytes: 16 * users * dimension),
      .init("small matrices", bytes: 12 * dimension * dimension),
      .init("a batch by item", bytes: 8 * (shape.interactions + shape.items)),
    ])
  }

  /// The products of items × dimension × dimension of all steps, at the speed of a core with AVX2.
  public func expectedSeconds(for shape: DataShape, threads: Int) -> Double? {
    let steps = Double(epochs) * (Double(shape.users) / Double(batchSize)).rounded(.up)
    return steps * 4 * Double(shape.items) * Double(dimension) * Double(dimension) / (80e9 * Double(threads))
  }

  /// Fits the item vectors; `options.stopping` is honoured.
  ///
  /// - Throws: `TrainingError` when there are no interactions, a weight is negative or not finite, or the vectors
  ///   overflow; `CancelledError`.
  /// - Complexity: O(entries · d + steps · items · d²), for d dimensions, an epoch.
  public func fit(
    _ data: TrainingData, from previous: (any Recommender)? = nil, options: TrainingOptions
  ) throws -> any Recommender {
    try ELSATrainer(self, data.matrix, options: options).train(epochs: epochs, options: options)
  }

  /// Opens a fitted model.
  public static func open(
    _ file: any ModelReader, hyperparameters: HyperparameterValues
  ) throws -> any Recommender {
    let elsa = ELSA(hyperparameters)
    return ELSARecommender(elsa, try file.matrix("items", rows: file.itemCount, columns: elsa.dimension))
  }
}
