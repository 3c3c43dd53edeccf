import NeedletailCore
import NeedletailData
import NeedletailMath
import NeedletailTensor

/// The training of any click-through model over fields: tables of rows outside the graph, the network within.
///
/// A step gathers the rows of its examples, sums up what needs no network, gives both to the network as leaves of the
/// graph, and takes their gradients back to the rows.
struct FieldTask: TrainingTask {
  private let algorithm: any FieldAlgorithm
  private let design: FieldDesign
  private(set) var source: ExampleSource
  private(set) var layout: FieldLayout
  let network: FieldNetwork
  private let terms: ShallowTerms
  var tables: FieldTables
  private let device: Device
  private let seed: UInt64
  private let pool: WorkerPool
  private var examples: ExampleEpoch?
  /// The last batch and the leaves that stand for it.
  private var step: Step?

  private let sums = ShallowTerms.Sums()
  private let gradients = ShallowTerms.Gathered()

  private struct Step {
    let entries: FieldEntries
    let gathered: ShallowTerms.Gathered
    let base: Tensor?
    let vectors: Tensor?
  }

  init(
    _ algorithm: any FieldAlgorithm, _ design: FieldDesign, _ source: ExampleSource, _ layout: FieldLayout,
    _ network: FieldNetwork.Design, device: Device, seed: UInt64, pool: WorkerPool
  ) throws {
    self.algorithm = algorithm
    self.design = design
    self.source = source
    self.layout = layout
    self.seed = seed
    self.pool = pool
    var random = RandomStream(seed: seed, purpose: 0xF1E1, row: 0)
    self.network = FieldNetwork(network, on: device, random: &random)
    self.device = device
    terms = design.terms(network)
    tables = try FieldTables(design, layout, seed: seed, pool: pool)
  }

  var layers: any Layer { network }

  /// Goes on with other examples, whose fields have their rows in other tables.
  mutating func follow(_ source: ExampleSource, _ layout: FieldLayout, _ tables: FieldTables) {
    (self.source, self.layout, self.tables) = (source, layout, tables)
    examples = nil
  }

  private var exampleCount: Int { examples?.count ?? 0 }

  var batchCount: Int { (exampleCount + design.batchSize - 1) / design.batchSize }

  func exampleCount(ofBatch batch: Int) -> Int { range(batch).count }

  private func range(_ batch: Int) -> Range<Int> {
    batch * design.batchSize..<min((batch + 1) * design.batchSize, exampleCount)
  }

  mutating func prepare(epoch: Int) throws {
    let examples = source.epoch(epoch, seed: seed, pool: pool)
    guard examples.count > 0 else {
      throw TrainingError("\(type(of: algorithm).name): no examples to learn from")
    }
    self.examples = examples
  }

  mutating func loss(ofBatch batch: Int) throws -> Tensor {
    guard let examples else { preconditionFailure("no epoch") }
    let table = examples.batch(range(batch))
    let entries = FieldEntries(table, 0..<table.count, layout)
    let gathered = try tables.gather(entries)
    terms.sum(entries, gathered, into: sums, pool: pool)
    let hasBase = design.weights != nil || design.hasPairs
    let width = layout.fieldCount * terms.dimension
    let step = Step(
      entries: entries, gathered: gathered,
      base: hasBase ? leaf(sums.base, [table.count]) : nil,
      vectors: terms.keepsVectors
        ? leaf(terms.fieldVectors(entries, gathered, sums), [table.count, width]) : nil)
    self.step = step
    let numbers = network.numeric.isEmpty ? 0 : layout.space.numeric.count
    let logits = network.logits(
      base: step.base, vectors: step.vectors,
      numbers: numbers > 0 ? Tensor(entries.numbers, shape: [table.count, numbers], device: device) : nil,
      isKnown: numbers > 0 ? Tensor(entries.isKnown, shape: [table.count, numbers], device: device) : nil,
      isTraining: true)
    let labels = Tensor(copying: table.labels.span, shape: [table.count], device: device)
    let weights = table.weights.map { Tensor(copying: $0.span, shape: [table.count], device: device) }
    return network.loss(logits, labels: labels, weights: weights)
  }

  mutating func update(factor: Double) throws {
    guard let step else { return }
    try withGradient(of: step.base) { base in
      try withGradient(of: step.vectors) { fields in
        terms.gradients(
          step.entries, step.gathered, sums, base: base, fields: fields, into: gradients, pool: pool)
      }
    }
    try tables.update(gradients, examples: step.entries.count, factor: factor)
    self.step = nil
  }

  var extraState: [(name: String, tensor: HostTensor)] { tables.state }

  mutating func restore(extraState state: [String: HostTensor]) throws { try tables.restore(state) }

  /// Numbers of the host as a leaf of the graph, without a copy where that is on the host too.
  private func leaf(_ numbers: HostNumbers, _ shape: [Int]) -> Tensor {
    let tensor = Tensor(sharing: numbers.memory, shape: shape, owner: numbers)
    return (device == .cpu ? tensor : tensor.to(device)).requiringGradient()
  }

  /// Calls the closure with the gradient of a leaf on the host; with nothing where there is none.
  private func withGradient(
    of leaf: Tensor?, _ body: (UnsafeBufferPointer<Float>) throws -> Void
  ) throws {
    guard let gradient = leaf?.gradient else { return try body(UnsafeBufferPointer(start: nil, count: 0)) }
    try gradient.withHostElements(of: Float.self, body)
  }

  func model(epochs: Int) throws -> any Recommender {
    try algorithm.trained(epochs: epochs).recommender(
      source.ranking,
      FieldParameters(
        layout: layout, terms: terms, network: network.design, tables: try tables.parameters(),
        bias: SharedBuffer(try network.bias.elements(Float.self)),
        pairs: try network.pairs.map { try PairTerm($0) },
        towers: try network.towers.map { try DenseStack($0) },
        numeric: try network.numeric.map { try DenseStack($0) }))
  }
}
