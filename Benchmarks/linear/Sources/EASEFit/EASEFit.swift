import COpenBLASPeer
import FoundationEssentials
import Glibc
import Needletail

/// Seconds of our Gram matrix and inverse against spotrf + spotri of OpenBLAS with two threads on the same Gram
/// matrix; minimum of a few rounds in turn.
///
///     env -u OPENBLAS_CORETYPE swift run -c release --package-path Benchmarks/linear ease-fit ITEMS [ROUNDS] [LISTS]
///
/// LISTS is a file with a user and its items on each line (Gowalla's train.txt); items from ITEMS on are left
/// out. Without it the users are drawn.
@main
struct EASEFit {
  static func main() throws {
    let arguments = CommandLine.arguments
    let items = arguments.count > 1 ? Int(arguments[1]) ?? 8000 : 8000
    let rounds = arguments.count > 2 ? Int(arguments[2]) ?? 3 : 3
    let matrix = arguments.count > 3 ? try read(arguments[3], items) : draw(items)
    let pool = WorkerPool(threads: 2)
    print("OpenBLAS core \(BLAS.coreName), \(matrix.rows) users, \(items) items, \(matrix.count) pairs")
    var ours = Double.infinity
    var gramOnly = Double.infinity
    var peer = Double.infinity
    for _ in 0..<rounds {
      var tiles = SymmetricTiles(order: 0)
      gramOnly = min(
        gramOnly,
        try seconds {
          tiles = try SymmetricTiles.gram(of: matrix, pool: pool)
          tiles.addToDiagonal(100)
        })
      let gram = items <= 16000 ? tiles.dense : nil
      ours = min(ours, try seconds { try tiles.invert(pool: pool) })
      var full = try gram ?? SymmetricTiles.gram(of: matrix, pool: pool).dense
      if gram == nil { for item in 0..<items { full[item, item] += 100 } }
      openblas_set_num_threads(2)
      peer = min(peer, seconds { invert(&full) })
      openblas_set_num_threads(1)
      print("largest difference \(difference(tiles, full))")
    }
    print("gram \(gramOnly) s, inverse \(ours) s, spotrf + spotri \(peer) s")
    print("fit / (spotrf + spotri) = \((gramOnly + ours) / peer)")
    print("inverse at \(Double(items) * Double(items) * Double(items) / ours / 1e9) GFLOP/s (2 threads)")
    print("peak \(peakBytes() >> 20) MiB")
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

  static func read(_ path: String, _ items: Int) throws -> CSRMatrix {
    let text = String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
    return CSRMatrix(
      columns: items,
      rows: text.split(separator: "\n").map { line in
        line.split(separator: " ").dropFirst().compactMap { Int($0) }.filter { $0 < items }
          .map { (column: $0, value: 1) }
      })
  }

  static func seconds(_ body: () throws -> Void) rethrows -> Double {
    let duration = try ContinuousClock().measure(body)
    return Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
  }

  static func peakBytes() -> Int {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss * 1024
  }
}
