import COpenBLASPeer
import Needletail

/// Share of one-thread OpenBLAS sgemm that the scoring kernels reach; minimum of several runs in turn.
///
///     env -u OPENBLAS_CORETYPE swift run -c release --package-path Benchmarks scoring
@main
struct Scoring {
  static let items = 40_960
  static let queries = 240

  static func main() {
    openblas_set_num_threads(1)
    print("OpenBLAS core \(String(cString: openblas_get_corename())), \(items) items, \(queries) queries")
    print("   d   sgemm GF/s   scores/sgemm   top-20/sgemm   one query ms")
    for dimension in [32, 64, 128, 256, 512] { measure(dimension) }
  }

  static func measure(_ dimension: Int) {
    let factors = normal(items, dimension, seed: 1)
    let questions = normal(queries, dimension, seed: 2)
    let one = normal(1, dimension, seed: 3)
    let packed = PackedItems(factors)
    var scores = Matrix(rows: queries, columns: items)
    var best = [Double](repeating: .infinity, count: 4)
    for _ in 0..<7 {
      best[0] = min(best[0], seconds { sgemm(questions, factors, into: &scores) })
      best[1] = min(best[1], seconds { packed.score(questions, into: &scores) })
      best[2] = min(best[2], seconds { _ = packed.topK(questions, count: 20) })
      best[3] = min(best[3], seconds { _ = packed.topK(one, count: 20) })
    }
    let flops = 2 * Double(items) * Double(queries) * Double(dimension)
    print(
      pad(dimension, 4), pad(Int(flops / best[0] / 1e9), 12), pad(ratio(best[0] / best[1]), 14),
      pad(ratio(best[0] / best[2]), 14), pad(ratio(best[3] * 1000), 14))
  }

  static func sgemm(_ questions: Matrix, _ factors: Matrix, into scores: inout Matrix) {
    scores.withUnsafeMutableBufferPointer { scores in
      questions.withUnsafeBufferPointer { questions in
        factors.withUnsafeBufferPointer { factors in
          let d = Int32(questions.count / queries)
          cblas_sgemm(
            CblasRowMajor, CblasNoTrans, CblasTrans, Int32(queries), Int32(items), d, 1,
            questions.baseAddress, d, factors.baseAddress, d, 0, scores.baseAddress, Int32(items))
        }
      }
    }
  }

  static func normal(_ rows: Int, _ columns: Int, seed: UInt64) -> Matrix {
    var stream = RandomStream(seed: seed)
    return Matrix(
      rows: rows, columns: columns,
      elements: SharedBuffer(count: rows * columns) { target in
        for index in target.indices { target[index] = Float(stream.normal()) }
      })
  }

  static func seconds(_ body: () -> Void) -> Double {
    let duration = ContinuousClock().measure(body)
    return Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
  }

  static func ratio(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
  }

  static func pad(_ value: some CustomStringConvertible, _ width: Int) -> String {
    let text = value.description
    return String(repeating: " ", count: max(0, width - text.count)) + text
  }
}
