import NeedletailCore
import NeedletailMath
import NeedletailTensor

/// Trains a network on the pairs of a log: each observed item of a user against drawn ones, by the logistic loss.
struct CollaborativeTask: TrainingTask {
  private let algorithm: any CollaborativeAlgorithm
  private let data: TrainingData
  private let network: CollaborativeLayers
  private let product: LeafTable?
  private let deep: LeafTable?
  private var examples: EpochExamples
  private let pool: WorkerPool
  private let batch = RowBatch()
  private var rows: [Int32] = []
  private let positives: Int
  private let targets: Tensor

  /// A task that begins with a network.
  init(
    _ algorithm: any CollaborativeAlgorithm, _ data: TrainingData, _ examples: EpochExamples,
    from start: CollaborativeNetwork, rule: CollaborativeRule, device: Device, options: TrainingOptions
  ) throws {
    let (shape, settings) = (start.shape, algorithm.settings)
    self.algorithm = algorithm
    self.data = data
    self.examples = examples
    pool = options.pool
    positives = examples.batchLength
    let positions = positives * (2 + settings.negatives)
    func table(_ name: String, _ columns: Range<Int>, l2: Double) throws -> LeafTable? {
      guard !columns.isEmpty else { return nil }
      return try LeafTable(
        users: start.users.columns(columns), items: start.items.columns(columns), name: name, rule: rule.rows,
        l2: l2, positions: positions, device: device, pool: options.pool)
    }
    product = try table("product", 0..<shape.product, l2: algorithm.productL2)
    deep = try table("deep", shape.product..<shape.width, l2: settings.l2)
    network = CollaborativeLayers(start, on: device)
    targets = Tensor(
      (0..<positives * (1 + settings.negatives)).map { $0 % (1 + settings.negatives) == 0 ? 1 : 0 as Float },
      device: device)
  }

  var layers: any Layer { network }
  var batchCount: Int { examples.batchCount }
  func exampleCount(ofBatch number: Int) -> Int { range(number).count * (1 + examples.negatives) }

  private func range(_ number: Int) -> Range<Int> {
    number * positives..<min(examples.count, (number + 1) * positives)
  }

  mutating func prepare(epoch: Int) throws {
    // Products of short vectors wait for memory: a second thread of LibTorch's spends more on waiting for the first
    // than it computes.
    if deep == nil { TensorRuntime.setThreads(1) }
    try examples.prepare(epoch: epoch)
  }

  mutating func loss(ofBatch number: Int) throws -> Tensor {
    let range = range(number)
    examples.rows(range, into: &rows)
    try batch.assign(rows.span, pool: pool)
    let logits = network(
      product: try product?.gather(batch, users: range.count, pool: pool),
      deep: try deep?.gather(batch, users: range.count, pool: pool))
    return logits.binaryCrossEntropy(targets: targets.slice(0, 0..<range.count * (1 + examples.negatives)))
  }

  mutating func update(factor: Double) throws {
    try product?.update(batch, factor: factor, pool: pool)
    try deep?.update(batch, factor: factor, pool: pool)
  }

  var extraState: [(name: String, tensor: HostTensor)] { tables.checkpointState }

  mutating func restore(extraState state: [String: HostTensor]) throws {
    try tables.restore(checkpointState: state)
  }

  private var tables: [EmbeddingTable?] { [product?.table, deep?.table] }

  /// The network as it stands.
  func plain() throws -> CollaborativeNetwork {
    let matrix = data.matrix
    func vectors(_ rows: Range<Int>) throws -> Matrix {
      let parts = try [product, deep].compactMap(\.self).map { try $0.weights(rows, pool: pool) }
      return parts.count == 1 ? parts[0] : CollaborativeNetwork.sideBySide(parts[0], parts[1])
    }
    return CollaborativeNetwork(
      shape: algorithm.shape, users: try vectors(1..<1 + matrix.rows),
      items: try vectors(1 + matrix.rows..<1 + matrix.rows + matrix.columns),
      layers: try network.denseLayers(), head: try network.head(), bias: try network.bias.elements()[0])
  }

  func model(epochs: Int) throws -> any Recommender {
    CollaborativeModel(
      try algorithm.setting(["epochs": .integer(epochs)]), try plain(),
      fingerprints: data.profileFingerprints(pool))
  }
}

/// How rows and layers follow their gradients.
package struct CollaborativeRule: Sendable {
  let rows: RowOptimizer
  let layers: any UpdateRule

  /// Adam for both.
  static func adam(_ rate: Double) -> CollaborativeRule {
    CollaborativeRule(
      rows: .adam(.init(learningRate: Float(rate))), layers: Adam(learningRate: rate))
  }

  /// Plain descent for both.
  static func sgd(_ rate: Double) -> CollaborativeRule {
    CollaborativeRule(rows: .sgd(.init(learningRate: Float(rate))), layers: SGD(learningRate: rate))
  }
}
