import NeedletailData
import NeedletailMath
import NeedletailTensor

/// The rows of a model while it is trained.
struct FieldTables {
  let weights: EmbeddingTable?
  let crosses: EmbeddingTable?
  let vectors: EmbeddingTable?
  private let batch = RowBatch()
  private let crossBatch = RowBatch()
  /// What the last batch read.
  private let gathered = ShallowTerms.Gathered()
  let pool: WorkerPool
  let sumsLosses: Bool

  /// New rows.
  ///
  /// - Throws: `EmbeddingError` where the system does not give the memory.
  init(_ design: FieldDesign, _ layout: FieldLayout, seed: UInt64, pool: WorkerPool) throws {
    func table(_ name: String, _ table: FieldDesign.Table?, _ rows: Int, _ dimension: Int) throws
      -> EmbeddingTable?
    {
      guard let table else { return nil }
      return try EmbeddingTable(
        .init(
          name: name, dimension: dimension, optimizer: table.rule, l2: table.l2,
          initialization: table.scale.map { .normal(deviation: $0) } ?? .zeros, seed: seed),
        rows: rows, pool: pool)
    }
    weights = try table("weights", design.weights, layout.space.rowCount, 1)
    vectors = try table("vectors", design.vectors, layout.space.rowCount, design.dimension)
    crosses = try layout.crosses.flatMap { try table("crosses", design.weights, $0.rowCount, 1) }
    self.pool = pool
    sumsLosses = design.weights?.sumsLosses ?? false
  }

  /// Tables of rows that were made elsewhere.
  init(
    weights: EmbeddingTable?, crosses: EmbeddingTable?, vectors: EmbeddingTable?, pool: WorkerPool,
    sumsLosses: Bool
  ) {
    (self.weights, self.crosses, self.vectors) = (weights, crosses, vectors)
    (self.pool, self.sumsLosses) = (pool, sumsLosses)
  }

  /// What a batch reads.
  func gather(_ entries: FieldEntries) throws -> ShallowTerms.Gathered {
    func read(_ table: EmbeddingTable?, _ batch: RowBatch, into numbers: HostNumbers) throws {
      guard let table, batch.count > 0 else { return numbers.resize(0) }
      numbers.resize(batch.count * table.dimension)
      var span = numbers.memory.mutableSpan
      try table.gather(batch, into: &span, pool: pool)
    }
    try batch.assign(entries.rows.span, pool: pool)
    if crosses != nil { try crossBatch.assign(entries.crossRows.span, pool: pool) }
    try read(weights, batch, into: gathered.weights)
    try read(crosses, crossBatch, into: gathered.crosses)
    try read(vectors, batch, into: gathered.vectors)
    return gathered
  }

  /// Moves what the last batch read.
  ///
  /// - Parameters:
  ///   - gradients: of the mean loss of its examples; they are scaled in place where a rule wants sums.
  ///   - factor: of the learning rate; FTRL's steps follow from its sums and take none.
  func update(_ gradients: ShallowTerms.Gathered, examples: Int, factor: Double) throws {
    func move(_ table: EmbeddingTable?, _ batch: RowBatch, _ gradients: HostNumbers) throws {
      guard let table, batch.count > 0 else { return }
      let rate = if case .ftrl = table.configuration.optimizer { Float(1) } else { Float(factor) }
      try table.update(batch, gradients: gradients.memory.span, rate: rate, pool: pool)
    }
    if sumsLosses {
      for numbers in [gradients.weights.memory, gradients.crosses.memory] {
        for place in numbers.indices { numbers[place] *= Float(examples) }
      }
    }
    try move(weights, batch, gradients.weights)
    try move(crosses, crossBatch, gradients.crosses)
    try move(vectors, batch, gradients.vectors)
  }

  /// The rows as they stand.
  func parameters() throws -> FieldParameters.Tables {
    func all(_ table: EmbeddingTable?) throws -> SharedBuffer<Float>? {
      guard let table else { return nil }
      var numbers = [Float](repeating: 0, count: table.rows * table.dimension)
      var span = numbers.mutableSpan
      try table.gather(rows: Array(0..<Int32(table.rows)).span, into: &span, pool: pool)
      return SharedBuffer(numbers)
    }
    return .init(weights: try all(weights), crosses: try all(crosses), vectors: try all(vectors))
  }
}
