import COpenBLASPeer
import Glibc
import Needletail

/// Seconds of our Gram matrix and inverse against spotrf + spotri of OpenBLAS with two threads on the same Gram
/// matrix; minimum of a few rounds in turn.
///
///     env -u OPENBLAS_CORETYPE swift run -c release --package-path Benchmarks ease-fit [ITEMS] [ROUNDS]
///
/// The users are drawn, or read from standard input when a third argument is `-`: a user and its items on each
/// line, items from ITEMS on left out. The figure of the project is that of all of Gowalla (minutes, 14 GB):
///
///     zcat gowalla/train.txt.gz | env -u OPENBLAS_CORETYPE … ease-fit 40981 1 -
@main
struct EASEFit {
  static func main() throws {
    let arguments = CommandLine.arguments
    let items = arguments.count > 1 ? Int(arguments[1]) ?? 8000 : 8000
    let rounds = arguments.count > 2 ? Int(arguments[2]) ?? 3 : 3
    let matrix = arguments.count > 3 && arguments[3] == "-" ? read(items) : draw(items)
    let pool = WorkerPool(threads: 2)
    print("OpenBLAS core \(BLAS.coreName), \(matrix.rows) users, \(items) items, \(matrix.count) pairs")
    let formula = EASE().memoryEstimate(
      for: DataShape(users: matrix.rows, items: items, interactions: matrix.count), threads: 2)
    var (gram, inverse, peer) = (Time.never, Time.never, Time.never)
    let before = peakBytes()
    for round in 0..<rounds {
      var tiles = SymmetricTiles(order: 0)
      gram = min(gram, try time { tiles = try regularisedGram(of: matrix, pool) })
      inverse = min(inverse, try time { try tiles.invert(pool: pool) })
      if round == 0 {
        let peak = peakBytes() - before
        print("peak \(peak >> 20) MiB, \(Double(peak) / Double(formula.bytes)) of the formula")
      }
      var full = try regularisedGram(of: matrix, pool).dense
      openblas_set_num_threads(2)
      peer = min(peer, time { invert(&full) })
      openblas_set_num_threads(1)
      print("largest difference \(difference(tiles, full))")
    }
    let flops = Double(items) * Double(items) * Double(items) / 1e9
    print("gram \(gram.wall) s, inverse \(inverse.wall) s, spotrf + spotri \(peer.wall) s")
    print("fit / (spotrf + spotri): \((gram.wall + inverse.wall) / peer.wall) in seconds, ", terminator: "")
    print("\((gram.processor + inverse.processor) / peer.processor) in processor seconds")
    print("inverse at \(flops / inverse.wall) GFLOP/s, \(flops / inverse.processor) a processor second")
  }

  struct Time: Comparable {
    var wall: Double
    var processor: Double
    static let never = Time(wall: .infinity, processor: .infinity)
    static func < (a: Time, b: Time) -> Bool { a.wall < b.wall }
  }

  static func regularisedGram(of matrix: CSRMatrix, _ pool: WorkerPool) throws -> SymmetricTiles {
    var tiles = try SymmetricTiles.gram(of: matrix, pool: pool)
    tiles.addToDiagonal(100)
    return tiles
  }

  static func invert(_ matrix: inout Matrix) {
    var n = Int32(matrix.rows)
    var info: Int32 = 0
    matrix.withUnsafeMutableBufferPointer { elements in
      spotrf_("U", &n, elements.baseAddress, &n, &info)
      spotri_("U", &n, elements.baseAddress, &n, &info)
    }
  }

  static func difference(_ tiles: SymmetricTiles, _ full: Matrix) -> Float {
    var largest: Float = 0
    for row in stride(from: 0, to: full.rows, by: 97) {
      for column in stride(from: 0, through: row, by: 31) {
        largest = max(largest, abs(tiles[row, column] - full[row, column]))
      }
    }
    return largest
  }

  static func draw(_ items: Int) -> CSRMatrix {
    var stream = RandomStream(seed: 1)
    return CSRMatrix(
      columns: items,
      rows: (0..<3 * items / 4).map { _ in
        Set((0..<20).map { _ in Int(Double(items) * stream.uniform() * stream.uniform()) })
          .map { (column: $0, value: 1) }
      })
  }

  static func read(_ items: Int) -> CSRMatrix {
    var rows: [[(column: Int, value: Float)]] = []
    while let line = readLine() {
      rows.append(
        line.split(separator: " ").dropFirst().compactMap { Int($0) }.filter { $0 < items }
          .map { (column: $0, value: 1) })
    }
    return CSRMatrix(columns: items, rows: rows)
  }

  static func time(_ body: () throws -> Void) rethrows -> Time {
    let start = usage()
    let duration = try ContinuousClock().measure(body)
    let end = usage()
    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) * 1e-6 }
    return Time(
      wall: Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18,
      processor: seconds(end.ru_utime) + seconds(end.ru_stime) - seconds(start.ru_utime)
        - seconds(start.ru_stime))
  }

  static func usage() -> rusage {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage
  }

  static func peakBytes() -> Int { usage().ru_maxrss * 1024 }
}
