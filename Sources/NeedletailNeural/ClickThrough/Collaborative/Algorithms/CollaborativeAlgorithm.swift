package import NeedletailCore
import NeedletailData
import NeedletailMath
import NeedletailTensor

/// An algorithm of neural collaborative filtering: what differs is the network and what it begins with.
package protocol CollaborativeAlgorithm: Algorithm {
  /// The sizes of the network.
  var shape: CollaborativeShape { get }
  /// What all have in common.
  var settings: CollaborativeSettings { get }
  /// λ of the penalty on the vectors that are multiplied.
  var productL2: Double { get }
  /// Passes over the data, counted as passes of the whole network.
  var passes: Int { get }
  /// The network that training begins with, and how it is changed.
  func beginning(
    _ data: TrainingData, options: TrainingOptions
  ) throws -> (network: CollaborativeNetwork, rule: CollaborativeRule)
}

extension CollaborativeAlgorithm {
  /// A training goes on from a checkpoint, tables included; parts that are trained first have their own.
  public static var keepsCheckpoints: Bool { true }

  /// The penalty of all.
  package var productL2: Double { settings.l2 }

  /// As many as there are epochs.
  package var passes: Int { settings.epochs }

  /// A drawn network, and Adam.
  package func beginning(
    _ data: TrainingData, options: TrainingOptions
  ) throws -> (network: CollaborativeNetwork, rule: CollaborativeRule) {
    (try drawn(data, options: options), .adam(settings.learningRate))
  }

  /// A drawn network.
  func drawn(_ data: TrainingData, options: TrainingOptions) throws -> CollaborativeNetwork {
    try CollaborativeNetwork(
      drawing: shape, users: data.matrix.rows, items: data.matrix.columns, deviation: settings.initialScale,
      options: options)
  }

  /// Trains on LibTorch.
  func train(_ data: TrainingData, options: TrainingOptions) throws -> any Recommender {
    let examples = try EpochExamples(data.matrix, settings, name: Self.name, options: options)
    let (start, rule) = try beginning(data, options: options)
    let device = try options.device.device()
    let schedule = LearningRateSchedule.decay(
      every: examples.batchCount, factor: settings.learningRateDecay)
    let plan = TrainingSettings(rule: rule.layers, schedule: schedule, device: device)
    let checkpoints = try CheckpointPlan(options, of: self, on: data)
    let trainer = try NeuralTrainer(settings: plan, options: options, checkpoints: checkpoints) {
      try CollaborativeTask(self, data, examples, from: start, rule: rule, device: device, options: options)
    }
    return try trainer.train(epochs: settings.epochs, options: options)
  }

  /// Tables with Adam's figures, examples, a batch through the layers, and the model.
  func estimate(for data: DataShape) -> MemoryEstimate {
    let (rows, adam) = (1 + data.users + data.items, RowOptimizer.adam(.init()))
    let tables = [shape.product, shape.embedding].filter { $0 > 0 }
      .reduce(0) { $0 + adam.bytes(rows: rows, dimension: $1) }
    let batch = min(settings.batchSize, data.interactions * (1 + settings.negatives))
    let hidden = shape.hidden.reduce(0, +)
    return MemoryEstimate([
      .init("vectors with Adam's figures", bytes: tables),
      .init("observed pairs with their negatives", bytes: 4 * data.interactions * (3 + settings.negatives)),
      .init("a batch", bytes: 4 * batch * (8 * shape.width + 6 * hidden + 32)),
      .init("vectors of the model", bytes: 8 * (data.users + data.items) * shape.width),
      .init("items laid out for scoring", bytes: 8 * data.items * (shape.product + 1 + shape.embedding)),
      .init("fingerprints", bytes: 8 * data.users),
    ])
  }

  /// The formula of `estimate(for:)` in words.
  static var formula: String {
    """
    20·(users + items)·w + 8·items·w + 4·interactions·(3 + negatives) + 32·batchSize·(w + hidden) + 8·users with w \
    the length of a user's vectors
    """
  }

  /// The bytes that fitting needs at its peak, beyond the data.
  public func memoryEstimate(for shape: DataShape, threads: Int) -> MemoryEstimate { estimate(for: shape) }

  /// A quarter of a microsecond an example, and 20 thousand million multiply-adds a second, forward and backward.
  public func expectedSeconds(for shape: DataShape, threads: Int) -> Double? {
    let examples = Double(passes) * Double(shape.interactions) * Double(1 + settings.negatives)
    return examples * (2.5e-7 + 3 * Double(self.shape.operations) / 2e10)
  }

  /// Fits a model; `previous` is ignored, `options.stopping` is honoured.
  ///
  /// - Throws: `TensorBackendError` when LibTorch is not there, which names what to install; `TrainingError` when there
  ///   is nothing to learn from; `CancelledError` when interrupted.
  /// - Complexity: an epoch costs O(interactions · negatives · network).
  public func fit(
    _ data: TrainingData, from previous: (any Recommender)? = nil, options: TrainingOptions
  ) throws -> any Recommender { try train(data, options: options) }

  /// Opens a model; LibTorch is not loaded.
  public static func open(
    _ file: any ModelReader, hyperparameters: HyperparameterValues
  ) throws -> any Recommender {
    let algorithm = try Self(hyperparameters)
    return CollaborativeModel(
      algorithm, try CollaborativeNetwork(reading: file, shape: algorithm.shape),
      fingerprints: try file.longs("fingerprints", count: file.userCount))
  }
}
