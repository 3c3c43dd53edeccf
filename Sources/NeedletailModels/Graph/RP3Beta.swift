public import NeedletailCore
import NeedletailMath

/// A random walk of three steps, `P3Alpha`, with popular targets held back: the weight of item j is divided by
/// deg_j^β.
///
/// The strongest links of each item are chosen after the division. On Gowalla it outranks EASE and LightGCN
/// after seconds of work.
///
/// Paudel, Christoffel, Newell and Bernstein, "Updatable, accurate, diverse, and scalable recommendations for
/// interactive applications", ACM TiiS 2017.
public struct RP3Beta: Algorithm {
  /// What `needletail models` prints.
  public static let descriptor = AlgorithmDescriptor(
    name: "rp3beta", summary: "A random walk of three steps from the history, with popular ends held back.",
    paper: """
      Paudel, Christoffel, Newell and Bernstein, Updatable, accurate, diverse, and scalable recommendations \
      for interactive applications, ACM TiiS 2017
      """,
    hyperparameters: RandomWalk.declarations + [
      Hyperparameter(
        "beta", .number(default: 0.3, 0...10), search: .numbers(0...1),
        "exponent of the popularity that targets are divided by")
    ],
    memoryFormula: RandomWalk.memoryFormula)

  private let walk: RandomWalk

  /// A walk that holds popular items back.
  ///
  /// - Parameters:
  ///   - alpha: exponent of the probabilities, from 0 to 10.
  ///   - beta: exponent of the popularity that targets are divided by, from 0 to 10.
  ///   - neighbours: how many links an item keeps, 1 at least.
  ///   - normalise: whether the links of each item are scaled to the sum one.
  public init(alpha: Double = 1, beta: Double = 0.3, neighbours: Int = 100, normalise: Bool = false) {
    precondition(
      (0...10).contains(alpha) && (0...10).contains(beta) && neighbours >= 1,
      "alpha \(alpha), beta \(beta), \(neighbours) neighbours")
    walk = RandomWalk(
      alpha: alpha, beta: beta, neighbours: neighbours, normalise: normalise, selection: .rows)
  }

  /// From checked hyper-parameters.
  public init(_ values: HyperparameterValues) { walk = RandomWalk(values, beta: values.number("beta")) }

  /// All hyper-parameters.
  public var hyperparameters: HyperparameterValues {
    HyperparameterValues(walk.values.merging(["beta": .number(walk.beta)]) { $1 })
  }

  /// The links, the probabilities, the data by item, and working memory.
  public func memoryEstimate(for shape: DataShape, threads: Int) -> MemoryEstimate {
    walk.memoryEstimate(for: shape, threads: threads)
  }

  /// Computes the links between items.
  ///
  /// - Throws: `CancelledError`; `TrainingError` when a weight is negative or not finite.
  /// - Complexity: O(Σ m²) for histories of m items.
  public func fit(
    _ data: TrainingData, from previous: (any Recommender)?, options: TrainingOptions
  ) throws -> any Recommender {
    SparseWeightRecommender(self, try walk.links(data.matrix, name: Self.name, options: options))
  }

  /// Opens a model file.
  public static func open(
    _ file: any ModelReader, hyperparameters: HyperparameterValues
  ) throws -> any Recommender {
    SparseWeightRecommender(
      RP3Beta(hyperparameters), try file.sparse("neighbours", rows: file.itemCount, columns: file.itemCount))
  }
}
