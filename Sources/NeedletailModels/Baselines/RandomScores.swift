public import NeedletailCore
import NeedletailMath

/// Ranks items at random: the floor that every model must beat.
///
/// A score depends on the seed of the run, the history and the item, and on nothing else, so a stranger gets
/// the same list whenever he asks and another list after his next click.
public struct RandomScores: Algorithm {
  /// What `needletail models` prints.
  public static let descriptor = AlgorithmDescriptor(
    name: "random", summary: "Uniform random scores; the floor.", paper: "", hyperparameters: [],
    memoryFormula: "0 bytes")

  /// Random scores.
  public init() {}
  /// Random scores; there are no hyper-parameters.
  public init(_ values: HyperparameterValues) {}

  /// None.
  public var hyperparameters: HyperparameterValues { Self.descriptor.defaults }

  /// Nothing.
  public func memoryEstimate(for shape: DataShape, threads: Int) -> MemoryEstimate { MemoryEstimate([]) }

  /// Keeps the seed of the run.
  public func fit(
    _ data: TrainingData, from previous: (any Recommender)?, options: TrainingOptions
  ) throws -> any Recommender {
    try options.cancellation?.check()
    return RandomRecommender(seed: options.seed, itemCount: data.shape.items)
  }

  /// Opens a model file.
  public static func open(
    _ file: any ModelReader, hyperparameters: HyperparameterValues
  ) throws -> any Recommender {
    RandomRecommender(
      seed: UInt64(bitPattern: try file.longs("seed", count: 1)[0]), itemCount: file.itemCount)
  }
}
