import NeedletailServing
import Synchronization

/// Keeps all records of answers.
final class Exposures: ExposureSink {
  private let kept = Mutex<[Exposure]>([])
  var records: [Exposure] { kept.withLock { $0 } }
  func record(_ exposure: Exposure) { kept.withLock { $0.append(exposure) } }
}
