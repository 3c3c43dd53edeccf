public import NeedletailCore
import NeedletailMath

/// Recommends what resembles the items of the history: item-based nearest neighbours.
///
/// Each item keeps its most similar items; a candidate's score is the sum of its similarities to the items of
/// the history, times their weights. The neighbours are those of the history's items, not of the candidate: on
/// Gowalla that choice gives cosine a recall@20 of .116 against .07. Forms that predict values use the
/// neighbours of the candidate, as the literature on ratings does.
///
/// Deshpande and Karypis, "Item-based top-N recommendation algorithms", ACM TOIS 2004; Aiolli, "Efficient top-N
/// recommendation for very large scale binary rated datasets", RecSys 2013.
public struct ItemNeighbours: Algorithm {
  /// What `needletail models` prints.
  public static let descriptor = AlgorithmDescriptor(
    name: "itemknn", summary: "Items that resemble those of the history.",
    paper: "Deshpande and Karypis, Item-based top-N recommendation algorithms, ACM TOIS 2004",
    hyperparameters: NeighbourOptions.declarations + [NeighbourOptions.normaliseUsersDeclaration],
    memoryFormula:
      "16·n·min(K, n) + 24·z + 16·n·threads bytes for n items, K neighbours, z user-item pairs; twice the "
      + "first term for forms that predict values")

  let options: NeighbourOptions

  /// Item-based neighbours.
  ///
  /// - Precondition: `neighbours` is positive, `shrinkage` and `significance` not negative, `alpha` in 0...1.
  public init(
    similarity: NeighbourSimilarity = .cosine, neighbours: Int = 100, shrinkage: Double = 0,
    significance: Double = 0, alpha: Double = 0.5, weighting: FeatureWeighting = .none,
    norms: NeighbourNorms = .full,
    form: NeighbourForm = .sum, normaliseUsers: Bool = false
  ) {
    options = NeighbourOptions(
      similarity: similarity, alpha: alpha, shrinkage: shrinkage, significance: significance,
      neighbours: neighbours, weighting: weighting, norms: norms, form: form, normaliseUsers: normaliseUsers)
  }

  /// From checked hyper-parameters.
  public init(_ values: HyperparameterValues) {
    options = NeighbourOptions(values, normaliseUsers: values.flag("normaliseUsers"))
  }

  /// All hyper-parameters.
  public var hyperparameters: HyperparameterValues {
    HyperparameterValues(
      options.values.merging(["normaliseUsers": .flag(options.normaliseUsers)]) { $1 })
  }

  /// The kept neighbours twice (while they are put together), the data by item and by user, and working memory.
  public func memoryEstimate(for shape: DataShape, threads: Int) -> MemoryEstimate {
    let kept = 16 * shape.items * min(options.neighbours, shape.items)
    return MemoryEstimate([
      .init("neighbours", bytes: options.form == .sum ? kept : 2 * kept),
      .init("data by item and by user", bytes: 24 * shape.interactions),
      .init("working memory", bytes: NeighbourScratch.bytes(shape.items) * threads),
    ])
  }

  /// Finds the neighbours of every item.
  ///
  /// - Throws: `CancelledError`; `TrainingError` when negative weights are to be weighted.
  /// - Complexity: O(Σ m²) for histories of m items.
  public func fit(
    _ data: TrainingData, from previous: (any Recommender)?, options run: TrainingOptions
  ) throws -> any Recommender {
    let byItem = data.matrix.transposed()
    let vectors = try VectorTransform(byItem, options)(byItem)
    let search = NeighbourSearch(vectors, options)
    let neighbours = try search.allNeighbours(options: run)
    guard options.form != .sum else { return SparseWeightRecommender(self, neighbours) }
    let expectations = try ItemExpectations(data.matrix, byItem: byItem, form: options.form)
    return ItemRatingRecommender(self, neighbours, expectations)
  }

  /// Opens a model file.
  public static func open(
    _ file: any ModelReader, hyperparameters: HyperparameterValues
  ) throws -> any Recommender {
    let algorithm = ItemNeighbours(hyperparameters)
    let neighbours = try file.sparse("neighbours", rows: file.itemCount, columns: file.itemCount)
    guard algorithm.options.form != .sum else { return SparseWeightRecommender(algorithm, neighbours) }
    return ItemRatingRecommender(
      algorithm, neighbours, try ItemExpectations(reading: file, form: algorithm.options.form))
  }
}
