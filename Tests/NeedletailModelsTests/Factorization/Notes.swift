import NeedletailMath
import Synchronization

/// Strings that a callback collects.
final class Notes: Sendable {
  private let strings = Mutex<[String]>([])
  func add(_ string: String) { strings.withLock { $0.append(string) } }
  var all: [String] { strings.withLock { $0 } }
}

extension Matrix {
  /// Whether every element of a row is zero.
  func isZero(row: Int) -> Bool { (0..<columns).allSatisfy { self[row, $0] == 0 } }
}
