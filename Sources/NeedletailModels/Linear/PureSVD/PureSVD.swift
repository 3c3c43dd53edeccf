public import NeedletailCore
import NeedletailMath

/// The best approximation of the interactions by a matrix of low rank: Cremonesi, Koren and Turrin, "Performance
/// of recommender algorithms on top-N recommendation tasks", RecSys 2010.
///
/// With X ≈ U Σ Vᵀ, unobserved pairs counting as zeros, a history x scores items as x V Vᵀ: it needs no vector of
/// the user. The decomposition is randomised (`RandomizedSVD`).
public struct PureSVD: Algorithm {
  /// How many singular vectors are kept.
  public let dimension: Int
  /// Passes that separate close singular values.
  public let powerIterations: Int
  /// Directions beyond the dimension that are looked at.
  public let oversampling: Int

  /// The model with its dimension.
  ///
  /// - Precondition: `dimension` is positive, nothing is negative.
  public init(dimension: Int = 50, powerIterations: Int = 4, oversampling: Int = 10) {
    precondition(dimension > 0 && powerIterations >= 0 && oversampling >= 0, "illegal PureSVD")
    self.dimension = dimension
    self.powerIterations = powerIterations
    self.oversampling = oversampling
  }

  /// Name, paper, hyper-parameters and memory formula.
  public static let descriptor = AlgorithmDescriptor(
    name: "puresvd",
    summary: "the interactions approximated by a matrix of low rank",
    paper:
      "Cremonesi, Koren and Turrin, Performance of recommender algorithms on top-N recommendation tasks, "
      + "RecSys 2010; Halko, Martinsson and Tropp, SIAM Review 2011",
    hyperparameters: [
      Hyperparameter(
        "dimension", .integer(default: 50, 1...8192),
        aliases: ["factors", "rank", "num_factors", "n_components", "n_factors"],
        search: .logarithmicIntegers(8...512), "singular vectors that are kept"),
      Hyperparameter(
        "powerIterations", .integer(default: 4, 0...1000), aliases: ["n_iter", "power_iterations"],
        "passes that separate close singular values"),
      Hyperparameter(
        "oversampling", .integer(default: 10, 0...8192), aliases: ["n_oversamples"],
        "directions looked at beyond the dimension"),
    ],
    memoryFormula:
      "8·z + 8·(m + n)·k + 8·n·d + 160·k² bytes for m users, n items, z user-item pairs, d dimensions, "
      + "k = d + oversampling rounded up to 16")

  /// A value from checked hyper-parameters.
  public init(_ values: HyperparameterValues) {
    self.init(
      dimension: values.integer("dimension"), powerIterations: values.integer("powerIterations"),
      oversampling: values.integer("oversampling"))
  }

  /// The hyper-parameters, complete.
  public var hyperparameters: HyperparameterValues {
    HyperparameterValues([
      "dimension": .integer(dimension), "powerIterations": .integer(powerIterations),
      "oversampling": .integer(oversampling),
    ])
  }

  /// The data by item, the directions with their images, and the vectors twice.
  public func memoryEstimate(for shape: DataShape, threads: Int) -> MemoryEstimate {
    let width = (dimension + oversampling + 15) / 16 * 16
    return MemoryEstimate([
      .init("data by item", bytes: 8 * (shape.interactions + shape.items)),
      .init("directions and their images", bytes: 8 * (shape.users + shape.items) * width),
      .init("item vectors, and packed for scoring", bytes: 8 * shape.items * dimension),
      .init("small matrices", bytes: 160 * width * width),
    ])
  }

  /// Fits the vectors.
  ///
  /// - Throws: `TrainingError` when weights are not finite, `CancelledError`.
  public func fit(
    _ data: TrainingData, from previous: (any Recommender)? = nil, options: TrainingOptions
  ) throws -> any Recommender {
    let progress = options.progress
    do {
      let svd = try RandomizedSVD(
        of: data.matrix, rank: dimension, oversampling: oversampling, powerIterations: powerIterations,
        seed: options.seed, pool: options.pool, cancellation: options.cancellation,
        progress: { progress?(Progress(stage: "power iteration", completed: $0, total: $1)) })
      return PureSVDRecommender(self, svd.right)
    } catch is NonFiniteError {
      throw TrainingError("puresvd needs weights that are finite and not huge: choose another weighting")
    }
  }

  /// Opens a fitted model.
  public static func open(
    _ file: any ModelReader, hyperparameters: HyperparameterValues
  ) throws -> any Recommender {
    let algorithm = PureSVD(hyperparameters)
    return PureSVDRecommender(
      algorithm, try file.matrix("items", rows: file.itemCount, columns: algorithm.dimension))
  }
}
