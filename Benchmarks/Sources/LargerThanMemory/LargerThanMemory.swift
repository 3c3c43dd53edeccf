import Glibc
import NeedletailMath
import NeedletailTensor

/// Trains one embedding table on drawn batches, in memory or in a mapped file, and prints a digest of its weights.
///
/// `larger-than-memory.sh` runs it under a limit of memory.
///
///     larger-than-memory resident|PATH ROWS BATCHES
@main
struct LargerThanMemory {
  static let positions = 1024 * 8

  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count == 4, let rows = Int(arguments[2]), let batches = Int(arguments[3]) else {
      print("usage: larger-than-memory resident|PATH ROWS BATCHES")
      exit(64)
    }
    let pool = WorkerPool(threads: 2)
    let storage: EmbeddingTable.Storage = arguments[1] == "resident" ? .resident : .mapped(path: arguments[1])
    let start = ContinuousClock.now
    let table = try EmbeddingTable(
      .init(name: "large", dimension: 16, optimizer: .adam(.init())), rows: rows, storage: storage, pool: pool
    )
    let made = ContinuousClock.now
    try train(table, batches: batches, pool)
    try table.flush()
    let trained = ContinuousClock.now
    let weights = try digest(table, pool)
    print(
      "table \(table.byteCount >> 20) MiB, weights \(String(weights, radix: 16)), made in \(made - start), "
        + "\(batches) batches in \(trained - made)")
  }

  /// Rows are drawn evenly, the hardest case for a file: real ids repeat.
  static func train(_ table: EmbeddingTable, batches: Int, _ pool: WorkerPool) throws {
    let batch = RowBatch()
    var inputs = [Float](repeating: 0, count: positions * table.dimension)
    for step in 0..<batches {
      var stream = RandomStream(seed: 1, stream: UInt64(step))
      let rows = (0..<positions).map { _ in Int32(stream.index(below: table.rows)) }
      try batch.assign(rows.span, pool: pool)
      var span = inputs.mutableSpan
      try table.gather(batch, into: &span, pool: pool)
      // The gradient of half the squared distance to a point that depends on the position.
      let gradients = inputs.indices.map { inputs[$0] - Float($0 % 13) * 0.1 }
      try table.update(batch, gradients: gradients.span, pool: pool)
    }
  }

  /// FNV-1a over the bits of all weights.
  static func digest(_ table: EmbeddingTable, _ pool: WorkerPool) throws -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for first in stride(from: 0, to: table.rows, by: 65_536) {
      let rows = (first..<min(table.rows, first + 65_536)).map { Int32($0) }
      var weights = [Float](repeating: 0, count: rows.count * table.dimension)
      var span = weights.mutableSpan
      try table.gather(rows: rows.span, into: &span, pool: pool)
      for weight in weights { hash = (hash ^ UInt64(weight.bitPattern)) &* 0x100_0000_01B3 }
    }
    return hash
  }
}
