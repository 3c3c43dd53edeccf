import Glibc
import Needletail

/// Control-C: the first asks the work to stop at its next safe point, the second ends the process at once.
enum Interruption {
  /// Looked at by everything that takes long.
  static let cancellation = Cancellation()

  /// Installs the handler. It only stores to an atomic, which a signal handler may do.
  static func install() {
    _ = cancellation
    signal(SIGINT) { _ in
      if Interruption.cancellation.isCancelled { _exit(ExitStatus.interrupted) }
      Interruption.cancellation.cancel()
    }
    // A reader that goes away (a pager, `head`) ends the tool quietly.
    signal(SIGPIPE, SIG_DFL)
  }
}
