public import NeedletailCore
import NeedletailMath

/// Recommends where a random walk of three steps ends: from an item of the history to one of its users, and on to
/// one of that user's items.
///
/// The weight of item j for an item i of the history is Σ_u (1/deg_i)^α (x_uj/Σ_k x_uk)^α over the users u of
/// both; an item keeps its `neighbours` strongest links, and a candidate's score is the sum of the links to it
/// from the items of the history, times their weights. A stranger is served like a training user; an item
/// nobody touched scores 0.
///
/// Cooper, Lee, Radzik and Siantos, "Random walks in recommender systems: exact computation and simulations",
/// WWW 2014.
public struct P3Alpha: Algorithm {
  /// What `needletail models` prints.
  public static let descriptor = AlgorithmDescriptor(
    name: "p3alpha", summary: "Where a random walk of three steps from the history ends.",
    paper: "Cooper, Lee, Radzik and Siantos, Random walks in recommender systems, WWW 2014",
    hyperparameters: RandomWalk.declarations, memoryFormula: RandomWalk.memoryFormula)

  private let walk: RandomWalk

  /// A walk.
  ///
  /// - Parameters:
  ///   - alpha: exponent of the probabilities, from 0 to 10.
  ///   - neighbours: how many links an item keeps, 1 at least.
  ///   - normalise: whether the links of each item are scaled to the sum one.
  public init(alpha: Double = 1, neighbours: Int = 100, normalise: Bool = false) {
    precondition((0...10).contains(alpha) && neighbours >= 1, "alpha \(alpha), \(neighbours) neighbours")
    walk = RandomWalk(
      alpha: alpha, beta: 0, neighbours: neighbours, normalise: normalise, selection: .rows)
  }

  /// From checked hyper-parameters.
  public init(_ values: HyperparameterValues) { walk = RandomWalk(values, beta: 0) }

  /// All hyper-parameters.
  public var hyperparameters: HyperparameterValues { HyperparameterValues(walk.values) }

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
      P3Alpha(hyperparameters), try file.sparse("neighbours", rows: file.itemCount, columns: file.itemCount))
  }
}
