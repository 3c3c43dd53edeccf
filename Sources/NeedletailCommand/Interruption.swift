import Glibc
import Needletail

/// Control-C, or a request to terminate: the first asks the work to stop at its next safe point, the second ends the process at once.
enum Interruption {
  /// Looked at by everything that takes long.
  static let cancellation = Cancellation()

  /// Installs the handler. It only stores to an atomic, which a signal handler may do.
  static func install() {
    _ = cancellation
    var handled = sigset_t()
    sigemptyset(&handled)
    for number in [SIGINT, SIGTERM] {
      sigaddset(&handled, number)
      signal(number) { _ in
        if Interruption.cancellation.isCancelled { _exit(ExitStatus.interrupted) }
        Interruption.cancellation.cancel()
      }
    }
    // A parent that starts programs from a thread with blocked signals hands the blocks on.
    pthread_sigmask(SIG_UNBLOCK, &handled, nil)
    // A reader that goes away (a pager, `head`) ends the tool quietly.
    signal(SIGPIPE, SIG_DFL)
  }
}
