public import NeedletailCore
import NeedletailData
import NeedletailMath

extension SVDPlusPlus {
  /// The bytes that fitting needs at its peak, beyond the data.
  public func memoryEstimate(for shape: DataShape, threads: Int) -> MemoryEstimate {
    let width = RatingModel.width(dimension)
    let noted = min(shape.interactions, shape.interactions / max(shape.users, 1) * 256 + 4096)
    return MemoryEstimate([
      .init("vectors of users and items, twice", bytes: 8 * (shape.users + shape.items) * width),
      .init("implicit vectors", bytes: 8 * shape.items * width),
      .init("items packed for scoring", bytes: 4 * shape.items * width),
      .init("changes that a wave of users notes", bytes: 4 * noted * width),
      .init("biases, fingerprints, order", bytes: 16 * shape.users + 16 * shape.items),
    ])
  }

  /// A step of 16 dimensions in 15 ns.
  public func expectedSeconds(for shape: DataShape, threads: Int) -> Double? {
    Double(epochs) * Double(shape.interactions) * 1e-9 * Double(max(dimension, 16)) / Double(threads)
  }

  /// Fits a model; `previous` is ignored, `options.stopping` is honoured.
  ///
  /// - Throws: `TrainingError` when there are no ratings, one is not finite, or the steps grow without bound;
  ///   `CancelledError` when interrupted.
  /// - Complexity: an epoch costs O(ratings · dimension).
  public func fit(
    _ data: TrainingData, from previous: (any Recommender)? = nil, options: TrainingOptions
  ) throws -> any Recommender {
    try RatingFactors.check(data.matrix, Self.name)
    return try Fit(self, data, options).train(epochs: epochs, options: options)
  }

  /// Opens a model that `RatingModel.write(to:)` wrote.
  public static func open(
    _ file: any ModelReader, hyperparameters: HyperparameterValues
  ) throws -> any Recommender {
    let algorithm = SVDPlusPlus(hyperparameters)
    return try RatingModel(
      file, algorithm: algorithm, foldIn: algorithm.foldIn(epochs: algorithm.epochs), hasImplicit: true)
  }

  /// A fit in epochs.
  private struct Fit: EpochTrainer {
    let algorithm: SVDPlusPlus
    let data: TrainingData
    let options: TrainingOptions
    var factors: RatingFactors
    var gradients: FeedbackGradients

    init(_ algorithm: SVDPlusPlus, _ data: TrainingData, _ options: TrainingOptions) throws {
      self.algorithm = algorithm
      self.data = data
      self.options = options
      factors = try RatingFactors(
        data.matrix, dimension: algorithm.dimension, initialScale: algorithm.initialScale, isBiased: true,
        hasImplicit: true, options: options)
      gradients = FeedbackGradients(
        data.matrix, learningRate: algorithm.learningRate, l2: algorithm.l2,
        isRacy: algorithm.parallelism == .racy, options: options)
    }

    mutating func runEpoch() throws -> String {
      "training rmse \(Float(try gradients.runEpoch(&factors)))"
    }

    consuming func model(epochs: Int) throws -> any Recommender {
      try RatingModel(
        algorithm.setting(["epochs": .integer(epochs)]), foldIn: algorithm.foldIn(epochs: epochs),
        factors: factors, isBiased: true, solvesUsers: algorithm.solveUsers, data: data, options: options)
    }
  }
}
