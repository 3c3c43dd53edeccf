import CKernels
public import NeedletailMath

/// Rows of weights that a batch reads a few of, with the state of a sparse optimiser beside each row.
///
/// Rows lie in host memory or in a mapped file and never enter a graph: a batch gathers the rows it needs, and the
/// gradients of what was gathered come back to `update`, which moves exactly these rows. Results have the same bits
/// in memory and in a file, for any number of threads, and on every instruction set.
///
/// ```swift
/// let table = try EmbeddingTable(
///   .init(name: "items", dimension: 16, optimizer: .adam(.init())), rows: 1_000_000, pool: pool)
/// try batch.assign(rows.span, pool: pool)
/// try table.gather(batch, into: &inputs, pool: pool)        // positions × dimension
/// try table.update(batch, gradients: gradients, pool: pool) // positions × dimension
/// ```
///
/// Row 0 is padding: it is zero and stays so. Rows are only ever appended. Not for use by two threads at a time.
public final class EmbeddingTable {
  /// Where the rows of a table live.
  public enum Storage: Sendable, Hashable {
    /// In memory.
    case resident
    /// In a file that is mapped and written in place, so that a table may be larger than memory. The file must not
    /// exist; all its blocks are reserved on the disk, so that a full disk is an error and not a signal.
    case mapped(path: String)
  }

  /// What a table is, apart from its rows.
  public struct Configuration: Sendable, Hashable, Codable {
    /// The name in errors and files.
    public var name: String
    /// Weights of a row, 1...4096.
    public var dimension: Int
    /// How rows move.
    public var optimizer: RowOptimizer
    /// Added to the summed gradient of a row: l2 · w, once an update and only for rows that the batch touches. The
    /// penalty is thus l2/2 · |w|² for each batch a row occurs in; not the same as a penalty on the whole table.
    public var l2: Float
    /// The longest summed gradient of a row, as a Euclidean norm and before l2 is added: longer ones are shortened
    /// to it. Nil for no limit.
    public var clip: Float?
    /// What new rows are.
    public var initialization: RowInitialization
    /// The seed of new rows.
    public var seed: UInt64

    /// A description of a table.
    public init(
      name: String, dimension: Int, optimizer: RowOptimizer, l2: Float = 0, clip: Float? = nil,
      initialization: RowInitialization = .normal(deviation: 0.01), seed: UInt64 = 1
    ) {
      self.name = name
      self.dimension = dimension
      self.optimizer = optimizer
      self.l2 = l2
      self.clip = clip
      self.initialization = initialization
      self.seed = seed
    }
  }

  /// The row that is zero and never moves.
  public static let paddingRow = 0

  /// What the table is.
  public let configuration: Configuration
  /// The number of rows.
  public internal(set) var rows: Int
  /// How many updates there were.
  public internal(set) var step: Int
  let layout: RecordLayout
  let storage: RecordStorage
  var corrections: AdamCorrections?
  /// Whether the working file says that records may be of several moments.
  var isMarked = false

  /// The name in errors.
  public var name: String { configuration.name }
  /// Weights of a row.
  public var dimension: Int { configuration.dimension }
  /// Bytes of all rows with their state.
  public var byteCount: Int { configuration.optimizer.bytes(rows: rows, dimension: dimension) }
  /// The working file; nil for a table in memory.
  public var path: String? { storage.file?.path }

  /// A table of new rows.
  ///
  /// - Parameters:
  ///   - configuration: what the table is.
  ///   - rows: how many rows, padding included, 1...2³¹ − 1.
  ///   - storage: where they live.
  ///   - pool: the threads that draw them.
  /// - Throws: `EmbeddingError` for a setting outside its range, memory or disk space that is not there.
  public convenience init(
    _ configuration: Configuration, rows: Int, storage: Storage = .resident, pool: WorkerPool
  ) throws {
    try self.init(blank: configuration, rows: rows, step: 0, storage: storage)
    initialize(1..<rows, from: .drawn, pool: pool)
    startRecord(0)
  }

  /// A table whose records are zeros and must be written.
  init(blank configuration: Configuration, rows: Int, step: Int, storage: Storage) throws {
    try configuration.check(rows: rows)
    self.configuration = configuration
    self.rows = rows
    self.step = step
    layout = RecordLayout(dimension: configuration.dimension, optimizer: configuration.optimizer)
    if case .adam(let rule) = configuration.optimizer { corrections = AdamCorrections(rule) }
    let bytes = configuration.optimizer.bytes(rows: rows, dimension: configuration.dimension)
    switch storage {
    case .resident: self.storage = try RecordStorage(bytes: bytes, table: configuration.name)
    case .mapped(let path):
      let file = try WorkingFile(creating: path, bytes: bytes, table: configuration.name)
      self.storage = try RecordStorage(file: file, table: configuration.name)
      try writeHeader(isComplete: false)
      isMarked = true
    }
  }

  /// A table over storage that holds its records.
  init(_ configuration: Configuration, rows: Int, step: Int, storage: RecordStorage) {
    self.configuration = configuration
    self.rows = rows
    self.step = step
    self.storage = storage
    layout = RecordLayout(dimension: configuration.dimension, optimizer: configuration.optimizer)
    if case .adam(let rule) = configuration.optimizer { corrections = AdamCorrections(rule) }
  }

  /// The rows for the kernels.
  var kernelRows: needletail_embedding_rows {
    needletail_embedding_rows(records: storage.records, stride: layout.stride, dimension: dimension)
  }
}

extension EmbeddingTable.Configuration {
  /// The most weights of a row.
  public static let longestDimension = Int(NEEDLETAIL_EMBEDDING_LONGEST)

  /// Refuses settings outside their ranges.
  func check(rows: Int) throws(EmbeddingError) {
    func refuse(_ message: String) -> EmbeddingError { EmbeddingError(.configuration, table: name, message) }
    guard (1...Self.longestDimension).contains(dimension) else {
      throw refuse("dimension: expected 1...\(Self.longestDimension), found \(dimension)")
    }
    guard rows >= 1, rows <= Int(Int32.max) else {
      throw refuse("rows: expected 1...\(Int32.max), found \(rows)")
    }
    let fault =
      optimizer.fault ?? RowOptimizer.notNegative("l2", l2)
      ?? clip.flatMap { RowOptimizer.positive("clip", $0) } ?? initialization.fault
    if let fault { throw refuse(fault) }
  }
}
