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

  private struct Step {
    let entries: FieldEntries
    let gathered: ShallowTerms.Gathered
    let sums: ShallowTerms.Sums
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
    let sums = terms.sums(entries, gathered, pool: pool)
    let hasBase = design.weights != nil || design.hasPairs
    let step = Step(
      entries: entries, gathered: gathered, sums: sums,
      base: hasBase ? Tensor(sums.base, shape: [table.count], device: device).requiringGradient() : nil,
      vectors: terms.keepsVectors
        ? Tensor(sums.vectors, shape: [table.count, layout.fieldCount * terms.dimension], device: device)
          .requiringGradient()
        : nil)
    self.step = step
    let numbers = network.numeric.isEmpty ? 0 : layout.space.numeric.count
    let logits = network.logits(
      base: step.base, vectors: step.vectors,
      numbers: numbers > 0 ? Tensor(entries.numbers, shape: [table.count, numbers], device: device) : nil,
      isKnown: numbers > 0 ? Tensor(entries.isKnown, shape: [table.count, numbers], device: device) : nil,
      isTraining: true
    ).squeezed(1)
    let labels = Tensor(copying: table.labels.span, shape: [table.count], device: device)
    let weights = table.weights.map { Tensor(copying: $0.span, shape: [table.count], device: device) }
    return logits.binaryCrossEntropy(targets: labels, weights: weights)
  }

  mutating func update(factor: Double) throws {
    guard let step else { return }
    let gradients = terms.gradients(
      step.entries, step.gathered, step.sums, base: try step.base?.gradient?.elements() ?? [],
      fields: try step.vectors?.gradient?.elements() ?? [], pool: pool)
    try tables.update(gradients, examples: step.entries.count, factor: factor)
    self.step = nil
  }

  func model(epochs: Int) throws -> any Recommender {
    FieldRecommender(
      algorithm: try algorithm.trained(epochs: epochs), ranking: source.ranking,
      parameters: FieldParameters(
        layout: layout, terms: terms, network: network.design, tables: try tables.parameters(),
        bias: SharedBuffer(try network.bias.elements(Float.self)),
        pairs: try network.pairs.map { try PairTerm($0) },
        towers: try network.towers.map { try DenseStack($0) },
        numeric: try network.numeric.map { try DenseStack($0) }))
  }
}
