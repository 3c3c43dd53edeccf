import NeedletailCore
import NeedletailData
import NeedletailMath
import NeedletailTensor

/// What click-through models over fields share: they differ in their design only.
protocol FieldAlgorithm: IncrementalAlgorithm {
  /// Tables and training.
  var design: FieldDesign { get }
  /// The network over some fields.
  func network(_ space: FieldSpace) -> FieldNetwork.Design
  /// Whether its network has a logit a class when labels have more than two.
  static var learnsClasses: Bool { get }
}

extension FieldAlgorithm {
  /// A training goes on from a checkpoint, tables included.
  public static var keepsCheckpoints: Bool { true }

  /// Clicks alone.
  static var learnsClasses: Bool { false }

  /// Rows of users and items; other fields are looked at when the fit begins.
  public func memoryEstimate(for shape: DataShape, threads: Int) -> MemoryEstimate {
    MemoryEstimate([
      .init("rows of users and items", bytes: design.rowBytes * (shape.users + shape.items + 4))
    ])
  }

  /// Trains on labelled examples, or on a log with sampled negatives.
  ///
  /// A previous model of the same algorithm and shape is where training begins: rows of names that it knows, the rows of
  /// unseen values for others, and the network; it is ignored when it does not fit.
  /// - Throws: `TensorBackendError` without LibTorch; `TrainingError` for classes of labels that the model
  ///   does not learn, no examples, too little memory, or when training diverges.
  public func fit(
    _ data: TrainingData, from previous: (any Recommender)?, options: TrainingOptions
  ) throws -> any Recommender {
    let name = Self.descriptor.name
    try options.cancellation?.check()
    if let classes = data.examples?.space.classCount, classes != 2, !Self.learnsClasses {
      throw TrainingError(
        "\(name) predicts clicks; these labels have \(classes) classes: fifa learns those")
    }
    let design = design
    let source = try ExampleSource(data, negatives: design.negatives, pool: options.pool)
    let space = source.space
    let layout = try layout(space)
    let network = network(space)
    try options.checkMemory(
      design.memory(layout, network), for: name,
      remedy: "take a smaller dimension, or give fields a minimum count")
    let (seed, pool) = (options.seed, options.pool)
    var settings = design.settings
    settings.device = try options.device.device()
    let device = settings.device
    let start = FieldStart(previous, of: self, in: space, network)
    let plan = try CheckpointPlan(options, of: self, on: data)
    do {
      return try NeuralTrainer(settings: settings, options: options, checkpoints: plan) {
        var task = try FieldTask(
          self, design, source, layout, network, device: device, seed: seed, pool: pool)
        try start?.begin(&task)
        return task
      }.train(epochs: design.epochs, options: options)
    } catch let error as EmbeddingError where error.code == .gradient {
      throw TrainingError("\(name): training diverged (\(error)); take a smaller learning rate")
    }
  }

  /// Opens a model file; LibTorch plays no part in it.
  public static func open(
    _ file: any ModelReader, hyperparameters: HyperparameterValues
  ) throws -> any Recommender {
    let algorithm = try Self(hyperparameters)
    let ranking = try file.rankingFields("fields")
    return algorithm.recommender(
      ranking,
      try FieldParameters(
        file, algorithm.design, algorithm.layout(ranking.space), algorithm.network(ranking.space)))
  }

  /// The rows of fields and crosses.
  ///
  /// - Throws: `TrainingError` for crosses of what the space has not.
  func layout(_ space: FieldSpace) throws -> FieldLayout {
    let crosses = design.crosses
    return FieldLayout(
      space, crosses: try CrossedFields(parsing: crosses.text, bits: crosses.bits, space: space))
  }

  /// The same algorithm with the number of epochs that it had.
  func trained(epochs: Int) throws -> any FieldAlgorithm { try setting(["epochs": .integer(max(epochs, 1))]) }

  /// The fitted form: of clicks, or of classes where the network has a logit for each.
  func recommender(_ ranking: RankingFields, _ parameters: FieldParameters) -> any Recommender {
    parameters.network.outputs == 1
      ? FieldRecommender(algorithm: self, ranking: ranking, parameters: parameters)
      : FieldClassifier(algorithm: self, ranking: ranking, parameters: parameters)
  }
}

extension FieldDesign {
  /// How the network is trained.
  var settings: TrainingSettings {
    TrainingSettings(rule: rule, plateau: plateau < 1 ? PlateauSchedule(decay: plateau, patience: 0) : nil)
  }

  /// Bytes of a row of the space: with the rule's state, as the model keeps it, and as the best model does.
  var rowBytes: Int {
    let vectors = vectors.map { $0.rule.bytesPerRow(dimension: dimension) + 12 * dimension } ?? 0
    return vectors + (weights.map { $0.rule.bytesPerRow(dimension: 1) + 12 } ?? 0)
  }

  /// What a fit needs once its fields are known.
  func memory(_ layout: FieldLayout, _ network: FieldNetwork.Design) -> MemoryEstimate {
    let crosses = layout.crosses?.rowCount ?? 0
    let widest = network.towers.flatMap(\.sizes).max() ?? 0
    let numbers = network.parameterCount
    return MemoryEstimate([
      .init("rows of all fields", bytes: rowBytes * layout.space.rowCount),
      .init("crosses", bytes: crosses * ((weights?.rule.bytesPerRow(dimension: 1) ?? 0) + 12)),
      .init("network, its gradients and their means", bytes: 4 * 6 * numbers),
      .init(
        "a batch",
        bytes: 4 * batchSize * (layout.fieldCount * (4 * dimension + 8) + 6 * widest)),
    ])
  }
}

extension FieldNetwork.Design {
  /// The numbers of a network.
  var parameterCount: Int {
    func count(_ tower: FieldTower.Design) -> Int {
      zip(tower.sizes, tower.sizes.dropFirst()).reduce(0) { $0 + ($1.0 + 1) * $1.1 }
    }
    let side = pairs?.side(fields: fields, dimension: dimension) ?? 0
    return towers.reduce(side * side) { $0 + count($1) }
      + (numeric.map { count($0.tower) * $0.fields.count } ?? 0)
  }
}
