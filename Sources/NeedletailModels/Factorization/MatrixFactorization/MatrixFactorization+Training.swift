public import NeedletailCore
import NeedletailData
import NeedletailMath

extension MatrixFactorization {
  /// The bytes that fitting needs at its peak, beyond the data.
  public func memoryEstimate(for shape: DataShape, threads: Int) -> MemoryEstimate {
    let width = RatingModel.width(dimension)
    var terms: [MemoryEstimate.Term] = [
      .init("vectors of users and items, twice", bytes: 8 * (shape.users + shape.items) * width),
      .init("items packed for scoring", bytes: 8 * shape.items * width),
      .init("ratings in blocks, or transposed", bytes: 28 * shape.interactions),
      .init("biases, fingerprints, groups", bytes: 24 * shape.users + 16 * shape.items),
    ]
    if solver == .als {
      let longest = min(max(shape.users, shape.items), width)
      let scratch = RowSystems.scratchCount(dimension: dimension + 1, entries: longest)
      terms.append(.init("scratch of \(threads) threads", bytes: 4 * threads * scratch))
    }
    return MemoryEstimate(terms)
  }

  /// A step of 100 dimensions in 40 ns; under `als` the operations of the rows' systems.
  public func expectedSeconds(for shape: DataShape, threads: Int) -> Double? {
    let (ratings, dimension) = (Double(shape.interactions), Double(self.dimension))
    let epochs = Double(self.epochs) / Double(threads)
    guard solver == .als else { return epochs * ratings * 4e-10 * max(dimension, 16) }
    let rows = Double(shape.users + shape.items)
    return epochs * (2 * ratings * dimension * dimension + rows * dimension * dimension * dimension / 3)
      / 15e9
  }

  /// Fits a model; `previous` is ignored, `options.stopping` is honoured.
  ///
  /// - Throws: `TrainingError` when there are no ratings, one is not finite, or the steps grow without bound;
  ///   `CancelledError` when interrupted.
  /// - Complexity: an epoch costs O(ratings · dimension); under `als` O(m²k + m³) a row of n ratings, m = min(n, d),
  ///   k = max(n, d).
  public func fit(
    _ data: TrainingData, from previous: (any Recommender)? = nil, options: TrainingOptions
  ) throws -> any Recommender {
    try RatingFactors.check(data.matrix, Self.name)
    switch solver {
    case .sgd: return try GradientFit(self, data, options).train(epochs: epochs, options: options)
    case .als: return try AlternatingFit(self, data, options).train(epochs: epochs, options: options)
    }
  }

  /// Opens a model that `RatingModel.write(to:)` wrote.
  public static func open(
    _ file: any ModelReader, hyperparameters: HyperparameterValues
  ) throws -> any Recommender {
    let algorithm = MatrixFactorization(hyperparameters)
    return try RatingModel(
      file, algorithm: algorithm, foldIn: algorithm.foldIn(epochs: algorithm.epochs), hasImplicit: false)
  }

  /// A fit by gradient descent.
  private struct GradientFit: EpochTrainer {
    let algorithm: MatrixFactorization
    let data: TrainingData
    let options: TrainingOptions
    var factors: RatingFactors
    var gradients: RatingGradients

    init(_ algorithm: MatrixFactorization, _ data: TrainingData, _ options: TrainingOptions) throws {
      self.algorithm = algorithm
      self.data = data
      self.options = options
      factors = try RatingFactors(
        data.matrix, dimension: algorithm.dimension, initialScale: algorithm.initialScale,
        isBiased: algorithm.biased, hasImplicit: false, options: options)
      gradients = RatingGradients(
        data.matrix, learningRate: algorithm.learningRate, l2: algorithm.l2, isBiased: algorithm.biased,
        isRacy: algorithm.parallelism == .racy, options: options)
    }

    mutating func runEpoch() throws -> String {
      "training rmse \(Float(try gradients.runEpoch(&factors, ratings: data.matrix.count)))"
    }

    consuming func model(epochs: Int) throws -> any Recommender {
      try RatingModel(
        algorithm.setting(["epochs": .integer(epochs)]), foldIn: algorithm.foldIn(epochs: epochs),
        factors: factors, isBiased: algorithm.biased, solvesUsers: algorithm.solveUsers,
        data: data, options: options)
    }
  }

  /// A fit by alternating least squares.
  private struct AlternatingFit: EpochTrainer {
    let algorithm: MatrixFactorization
    let data: TrainingData
    var alternation: RatingAlternation

    init(_ algorithm: MatrixFactorization, _ data: TrainingData, _ options: TrainingOptions) throws {
      self.algorithm = algorithm
      self.data = data
      alternation = try RatingAlternation(
        data.matrix, dimension: algorithm.dimension, l2: algorithm.l2,
        isWeighted: algorithm.l2Scaling == .weighted, isBiased: algorithm.biased,
        initialScale: algorithm.initialScale, options: options)
    }

    mutating func runEpoch() throws -> String {
      try alternation.solveUsers()
      try alternation.solveItems()
      return "training rmse \(Float(alternation.error()))"
    }

    consuming func model(epochs: Int) throws -> any Recommender {
      try alternation.model(algorithm.setting(["epochs": .integer(epochs)]), data: data)
    }
  }
}
