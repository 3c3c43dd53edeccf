/// A method with its hyper-parameters: a validated, immutable value such as `EASE(l2: 500)`.
///
/// Adding one means writing a type that conforms, in a folder of `NeedletailModels`, and naming it in the
/// registry.
public protocol Algorithm: Sendable, Hashable {
  /// Name, paper, hyper-parameters and memory formula, as `needletail models` prints them.
  static var descriptor: AlgorithmDescriptor { get }

  /// A value from hyper-parameters that the schema has already checked and completed with defaults.
  init(_ values: HyperparameterValues) throws

  /// The hyper-parameters, complete.
  var hyperparameters: HyperparameterValues { get }

  /// The bytes that fitting needs at its peak, beyond the data.
  func memoryEstimate(for shape: DataShape, threads: Int) -> MemoryEstimate

  /// Roughly how many seconds fitting takes, if it can be said beforehand; for a warning, not a promise.
  func expectedSeconds(for shape: DataShape, threads: Int) -> Double?

  /// Fits a model.
  ///
  /// Callers go through `train`, which checks the memory estimate first.
  /// - Parameter previous: a model of the same algorithm to start from; ignored by algorithms that do not warm
  ///   start.
  /// - Throws: `CancelledError` when interrupted; `TrainingError` when the data cannot be learnt from.
  func fit(
    _ data: TrainingData, from previous: (any Recommender)?, options: TrainingOptions
  ) throws -> any Recommender

  /// Whether a fit can be kept in the folder of `TrainingOptions.checkpoints` and go on from there.
  static var keepsCheckpoints: Bool { get }

  /// Opens a model that was written by this algorithm's recommender.
  static func open(_ file: any ModelReader, hyperparameters: HyperparameterValues) throws -> any Recommender
}

extension Algorithm {
  /// Nothing is said of the time beforehand.
  public func expectedSeconds(for shape: DataShape, threads: Int) -> Double? { nil }

  /// It cannot.
  public static var keepsCheckpoints: Bool { false }

  /// The name in specifications: "ease".
  public static var name: String { descriptor.name }

  /// The same algorithm with some hyper-parameters changed.
  ///
  /// - Throws: `SpecificationError` for an unknown name and for an illegal value.
  public func setting(_ values: [String: HyperparameterValue]) throws -> Self {
    try Self(Self.descriptor.complete(hyperparameters.values.merging(values) { $1 }))
  }
}
