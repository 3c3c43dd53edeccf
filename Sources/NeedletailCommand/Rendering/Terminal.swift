import Glibc
import Needletail
import Synchronization

/// Standard error: progress on a terminal, errors always.
enum Terminal {
  private static let isTerminal = isatty(2) == 1
  private static let state = Mutex((shown: false, last: timespec()))

  /// A closure that shows progress under a label, at most ten times a second, on a terminal only.
  static func progress(_ label: String) -> @Sendable (Progress) -> Void {
    guard isTerminal else { return { _ in } }
    return { progress in
      state.withLock { state in
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        let elapsed =
          Double(now.tv_sec - state.last.tv_sec) + Double(now.tv_nsec - state.last.tv_nsec) * 1e-9
        guard elapsed >= 0.1 else { return }
        state.last = now
        state.shown = true
        let note = progress.note.isEmpty ? "" : "  \(progress.note)"
        let line = "\(label): \(progress.stage) \(progress.completed) of \(progress.total)\(note)"
        write("\r\u{1B}[K\(line)")
      }
    }
  }

  /// Removes the progress line.
  static func clearProgress() {
    state.withLock { state in
      if state.shown { write("\r\u{1B}[K") }
      state.shown = false
    }
  }

  /// A line on standard error.
  static func printError(_ line: String) {
    clearProgress()
    write(line + "\n")
  }

  private static func write(_ text: String) {
    var text = text
    text.withUTF8 { bytes in _ = Glibc.write(2, bytes.baseAddress, bytes.count) }
  }
}
