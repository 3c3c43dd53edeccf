import NeedletailCore
import Synchronization

/// Reports the steps of parallel work, whichever thread ends one.
final class ProgressCounter: Sendable {
  private let stage: String
  private let total: Int
  private let report: (@Sendable (Progress) -> Void)?
  private let completed = Mutex(0)

  init(stage: String, total: Int, _ report: (@Sendable (Progress) -> Void)?) {
    self.stage = stage
    self.total = total
    self.report = report
    report?(Progress(stage: stage, completed: 0, total: total))
  }

  /// One step is done. Reports never go backwards.
  func step() {
    guard let report else { return }
    completed.withLock {
      $0 += 1
      report(Progress(stage: stage, completed: $0, total: total))
    }
  }
}
