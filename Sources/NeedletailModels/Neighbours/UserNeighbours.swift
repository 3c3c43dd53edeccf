public import NeedletailCore
import NeedletailMath

/// Recommends what users with similar histories chose: user-based nearest neighbours.
///
/// A query is compared with every training user it shares an item with; the score of a candidate is the sum of
/// the similarities of the nearest users who have it, times their weights. Nothing is precomputed but an index,
/// so a stranger is served like a training user. A training user whose profile is the query's own is no
/// neighbour: it can tell nothing new. Forms that predict values use, for each candidate, the nearest users who
/// have it.
///
/// Herlocker et al., "An algorithmic framework for performing collaborative filtering", SIGIR 1999.
public struct UserNeighbours: Algorithm {
  /// What `needletail models` prints.
  public static let descriptor = AlgorithmDescriptor(
    name: "userknn", summary: "What users with similar histories chose.",
    paper:
      "Herlocker et al., An algorithmic framework for performing collaborative filtering, SIGIR 1999",
    hyperparameters: NeighbourOptions.declarations,
    memoryFormula: "24·z + 16·m + 16·n bytes for z user-item pairs, m users, n items")

  let options: NeighbourOptions

  /// User-based neighbours.
  ///
  /// - Precondition: `neighbours` is positive, `shrinkage` and `significance` not negative, `alpha` in 0...1.
  public init(
    similarity: NeighbourSimilarity = .cosine, neighbours: Int = 100, shrinkage: Double = 0,
    significance: Double = 0, alpha: Double = 0.5, weighting: FeatureWeighting = .none,
    norms: NeighbourNorms = .full,
    form: NeighbourForm = .sum
  ) {
    options = NeighbourOptions(
      similarity: similarity, alpha: alpha, shrinkage: shrinkage, significance: significance,
      neighbours: neighbours, weighting: weighting, norms: norms, form: form, normaliseUsers: false)
  }

  /// From checked hyper-parameters.
  public init(_ values: HyperparameterValues) {
    options = NeighbourOptions(values, normaliseUsers: false)
  }

  /// All hyper-parameters.
  public var hyperparameters: HyperparameterValues { HyperparameterValues(options.values) }

  /// The histories and the index of the same entries by item.
  public func memoryEstimate(for shape: DataShape, threads: Int) -> MemoryEstimate {
    MemoryEstimate([
      .init("histories and index", bytes: 24 * shape.interactions),
      .init("lengths and offsets", bytes: 16 * shape.users + 16 * shape.items),
    ])
  }

  /// Builds the index.
  ///
  /// - Throws: `CancelledError`; `TrainingError` when negative weights are to be weighted.
  /// - Complexity: O(interactions).
  public func fit(
    _ data: TrainingData, from previous: (any Recommender)?, options run: TrainingOptions
  ) throws -> any Recommender {
    try run.cancellation?.check()
    run.progress?(Progress(stage: "index", completed: 0, total: 1))
    let recommender = try recommender(over: data.matrix)
    try run.cancellation?.check()
    run.progress?(Progress(stage: "index", completed: 1, total: 1))
    return recommender
  }

  private func recommender(over histories: CSRMatrix) throws -> any Recommender {
    let neighbourhood = try UserNeighbourhood(histories, options)
    return options.form == .sum
      ? UserNeighbourRecommender(self, neighbourhood) : try UserRatingRecommender(self, neighbourhood)
  }

  /// Opens a model file; the index is built again.
  public static func open(
    _ file: any ModelReader, hyperparameters: HyperparameterValues
  ) throws -> any Recommender {
    try UserNeighbours(hyperparameters)
      .recommender(over: file.sparse("histories", rows: file.userCount, columns: file.itemCount))
  }
}
