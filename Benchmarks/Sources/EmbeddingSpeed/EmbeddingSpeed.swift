import NeedletailMath
import NeedletailTensor

/// Time of the embedding tables' part of a DeepFM step, and its share of what the memory can copy.
///
/// A batch is 4096 examples × 39 fields of a table of a million rows of dimension 16, and of one of dimension 1 with
/// the same ids. Minimum of several rounds, in which all rules and the copy take turns; batches differ, so no batch
/// finds its rows in the cache.
///
///     env -u OPENBLAS_CORETYPE swift run -c release --package-path Benchmarks embedding-speed [threads]
@main
struct EmbeddingSpeed {
  static let rows = 1_000_000
  static let positions = 4096 * 39
  static let rules: [(name: String, rule: RowOptimizer)] = [
    ("Adam", .adam(.init())), ("AdaGrad", .adaGrad(.init())), ("FTRL", .ftrl(.init(l1: 0.01))),
  ]

  static func main() throws {
    let pool = WorkerPool(threads: CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 2)
    print("\(pool.threads) threads, \(positions) positions, \(rows) rows; milliseconds a batch")
    print("ids      rule      unique   sort  gather16  update16  gather1  update1     all  share of copying")
    for ids in Ids.allCases { try measure(ids, pool) }
  }

  static func measure(_ ids: Ids, _ pool: WorkerPool) throws {
    let batches = (0..<6).map { ids.draw(seed: $0, rows: rows, positions: positions) }
    let pairs = try rules.map { rule in
      (
        try Bench(rule.name, rule.rule, dimension: 16, pool),
        try Bench(rule.name, rule.rule, dimension: 1, pool)
      )
    }
    var best = [[Double]](repeating: Array(repeating: .infinity, count: 5), count: rules.count)
    let (batch, copy) = (RowBatch(), Copy(bytes: 128 << 20))
    var speed = 0.0
    for _ in 0..<4 {
      speed = max(speed, copy.bytesPerSecond(pool))
      for (number, (wide, narrow)) in pairs.enumerated() {
        for rows in batches {
          let sort = try seconds { try batch.assign(rows.span, pool: pool) }
          let times = try [sort] + wide.times(batch, pool) + narrow.times(batch, pool)
          best[number] = zip(best[number], times).map { min($0, $1) }
        }
      }
    }
    for (number, (wide, narrow)) in pairs.enumerated() {
      let all = best[number].reduce(0, +)
      let bytes = Double(wide.bytes(batch) + narrow.bytes(batch) + positions * 4 * 12)
      let columns = best[number].map { pad(decimal($0 * 1000), 9) }.joined()
      print(
        ids.rawValue, rules[number].name, pad(batch.uniqueCount, 9), columns, pad(decimal(all * 1000), 8),
        pad("\(Int((bytes / all / speed * 100).rounded()))% of \(decimal(speed / 1e9)) GB/s", 22),
        separator: " ")
    }
  }

  static func seconds(_ body: () throws -> Void) rethrows -> Double {
    let duration = try ContinuousClock().measure(body)
    return Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
  }

  static func decimal(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
  }

  static func pad(_ value: some CustomStringConvertible, _ width: Int) -> String {
    let text = value.description
    return String(repeating: " ", count: max(0, width - text.count)) + text
  }
}

/// One table with what a step gives and takes.
final class Bench {
  let table: EmbeddingTable
  private let gradients: UnsafeMutableBufferPointer<Float>
  private let inputs: UnsafeMutableBufferPointer<Float>

  init(_ name: String, _ rule: RowOptimizer, dimension: Int, _ pool: WorkerPool) throws {
    table = try EmbeddingTable(
      .init(name: name, dimension: dimension, optimizer: rule), rows: EmbeddingSpeed.rows, pool: pool)
    gradients = .allocate(capacity: EmbeddingSpeed.positions * dimension)
    inputs = .allocate(capacity: gradients.count)
    for place in gradients.indices { gradients[place] = Float(place % 97 - 48) * 1e-4 }
    inputs.initialize(repeating: 0)
  }

  deinit {
    gradients.deallocate()
    inputs.deallocate()
  }

  /// Seconds of a gather and of an update.
  func times(_ batch: RowBatch, _ pool: WorkerPool) throws -> [Double] {
    let gather = try EmbeddingSpeed.seconds {
      var span = inputs.mutableSpan
      try table.gather(batch, into: &span, pool: pool)
    }
    let update = try EmbeddingSpeed.seconds {
      try table.update(batch, gradients: UnsafeBufferPointer(gradients).span, pool: pool)
    }
    return [gather, update]
  }

  /// Bytes that a step must read and write: the gathered weights once each way, the gradients twice (the check and
  /// the sum), each touched record once each way.
  func bytes(_ batch: RowBatch) -> Int {
    let record = table.configuration.optimizer.bytesPerRow(dimension: table.dimension)
    return 4 * gradients.count * 4 + 2 * batch.uniqueCount * record
  }
}
