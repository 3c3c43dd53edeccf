public import NeedletailCore
import NeedletailData
import NeedletailMath

extension BPR {
  /// The bytes that fitting needs at its peak, beyond the data.
  public func memoryEstimate(for shape: DataShape, threads: Int) -> MemoryEstimate {
    let width = BPRModel.width(dimension)
    return MemoryEstimate([
      .init("vectors of users and items, twice", bytes: 8 * (shape.users + shape.items) * width),
      .init("items packed for scoring", bytes: 8 * shape.items * width),
      .init("pairs in blocks", bytes: 16 * shape.interactions),
      .init("biases, fingerprints, groups", bytes: 12 * shape.users + 9 * shape.items),
    ])
  }

  /// A step of 64 dimensions in 60 ns.
  public func expectedSeconds(for shape: DataShape, threads: Int) -> Double? {
    let steps = Double(epochs) * Double(shape.interactions) * Double(draws)
    return steps * 1e-9 * Double(max(dimension, 32)) / Double(threads)
  }

  /// Fits a model; `previous` is ignored, `options.stopping` is honoured.
  ///
  /// - Throws: `TrainingError` when there are no interactions or the vectors grow without bound; `CancelledError`
  ///   when interrupted.
  /// - Complexity: an epoch costs O(interactions · dimension · draws).
  public func fit(
    _ data: TrainingData, from previous: (any Recommender)? = nil, options: TrainingOptions
  ) throws -> any Recommender {
    guard data.matrix.count > 0 else {
      throw TrainingError("\(Self.name) needs interactions; the training data have none")
    }
    return try Fit(self, data, options).train(epochs: epochs, options: options)
  }

  /// A fit in epochs.
  private struct Fit: EpochTrainer {
    let algorithm: BPR
    let data: TrainingData
    let options: TrainingOptions
    var factors: PairFactors
    var gradients: PairGradients

    init(_ algorithm: BPR, _ data: TrainingData, _ options: TrainingOptions) throws {
      self.algorithm = algorithm
      self.data = data
      self.options = options
      factors = try PairFactors(
        data.matrix, dimension: algorithm.dimension, initialScale: algorithm.initialScale, options: options)
      gradients = PairGradients(data.matrix, algorithm: algorithm, options: options)
    }

    mutating func runEpoch() throws -> String {
      "pairs in order \(Float(try gradients.runEpoch(&factors)))"
    }

    consuming func model(epochs: Int) throws -> any Recommender {
      try BPRModel(
        algorithm.setting(["epochs": .integer(epochs)]), users: factors.users, items: factors.items,
        itemBiases: factors.itemBiases, fingerprints: data.profileFingerprints(options.pool))
    }
  }
}
