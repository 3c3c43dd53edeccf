import Foundation
import NeedletailMath

/// How ids of a batch are drawn.
enum Ids: String, CaseIterable {
  /// Each row as likely as another.
  case uniform = "uniform"
  /// Each of 39 fields has its own part of the rows, in which the r-th id is drawn with a probability like r^−1.1.
  case zipf = "zipf   "

  func draw(seed: Int, rows: Int, positions: Int) -> [Int32] {
    var stream = RandomStream(seed: 1, stream: UInt64(seed))
    let part = (rows - 1) / 39
    return (0..<positions).map { position in
      switch self {
      case .uniform: return Int32(1 + stream.index(below: rows - 1))
      case .zipf:
        // The inverse of the distribution function of the continuous law on 1...part + 1; ranks are scattered.
        let top = pow(Double(part + 1), -0.1)
        let rank = min(part - 1, Int(pow(1 - stream.uniform() * (1 - top), -10)) - 1)
        return Int32(1 + position % 39 * part + rank * 7919 % part)
      }
    }
  }
}
