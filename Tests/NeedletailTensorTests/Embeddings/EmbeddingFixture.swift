import Glibc
import NeedletailMath
import NeedletailTensor

/// Rules that between them use every kernel.
let everyRule: [RowOptimizer] = [
  .sgd(.init(learningRate: 0.1)),
  .adaGrad(.init(learningRate: 0.1)),
  .adaGrad(.init(learningRate: 0.1, initialAccumulator: 0, epsilon: 1e-6, accumulator: .row)),
  .adam(.init(learningRate: 0.01)),
  .adam(.init(learningRate: 0.01, beta2: 0.99, correction: .row)),
  .ftrl(.init(learningRate: 0.1, l1: 0.5, l2: 0.01)),
  .ftrl(.init(learningRate: 0.1, beta: 0, l1: 0)),
]

/// A batch of rows with duplicates and its gradients.
struct Draw {
  var rows: [Int32]
  var gradients: [Float]

  /// `count` positions of a table of `limit` rows; every third position holds one of five rows.
  init(seed: UInt64, step: Int, count: Int, limit: Int, dimension: Int, scale: Float = 1) {
    var stream = RandomStream(seed: seed, stream: UInt64(step))
    rows = (0..<count).map { Int32(stream.index(below: $0 % 3 == 0 ? min(5, limit) : limit)) }
    gradients = (0..<count * dimension).map { _ in Float(stream.normal()) * scale }
  }
}

extension EmbeddingTable {
  /// The weights of rows, one array a row.
  func weights(_ rows: [Int32]) throws -> [[Float]] {
    var all = [Float](repeating: .nan, count: rows.count * dimension)
    var span = all.mutableSpan
    try gather(rows: rows.span, into: &span, pool: WorkerPool(threads: 1))
    return (0..<rows.count).map { Array(all[$0 * dimension..<($0 + 1) * dimension]) }
  }

  /// The weights of all rows.
  func allWeights() throws -> [[Float]] { try weights((0..<Int32(rows)).map { $0 }) }

  /// One update from a draw.
  func update(_ draw: Draw, rate: Float = 1, pool: WorkerPool) throws {
    let batch = RowBatch()
    try batch.assign(draw.rows.span, pool: pool)
    try update(batch, gradients: draw.gradients.span, rate: rate, pool: pool)
  }
}

extension SlowTable {
  /// Starts where a table stands that was never updated.
  init(of table: EmbeddingTable) throws {
    let weights = try table.allWeights().enumerated().map { (Int32($0.offset), $0.element) }
    self.init(table.configuration, weights: Dictionary(uniqueKeysWithValues: weights))
  }

  /// The weights of all rows in order.
  var allWeights: [[Float]] { (0..<Int32(rows.count)).map { rows[$0]!.weights } }
}

/// A folder of a test's own, removed at its end.
struct TemporaryFolder: ~Copyable {
  let path: String

  init() {
    let template = "/tmp/needletail-embedding-XXXXXX"
    path = template.withCString { text in
      let copy = strdup(text)!
      defer { free(copy) }
      return String(cString: mkdtemp(copy))
    }
  }

  /// A path within the folder.
  func file(_ name: String) -> String { "\(path)/\(name)" }

  deinit { DirectoryReplacement.remove(path) }
}
