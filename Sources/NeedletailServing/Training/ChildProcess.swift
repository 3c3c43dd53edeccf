import Glibc
import Synchronization

/// A program that runs beside this one: it is told something once, it writes lines, it ends or is stopped.
///
/// It inherits no open file, no blocked signal and no terminal; the end of its standard input tells it that nobody
/// waits for it any more.
final class ChildProcess: Sendable {
  /// How a program ended.
  enum End: Sendable, Hashable {
    /// It ended by itself with a status.
    case exited(Int32)
    /// A signal ended it.
    case killed(Int32)
    /// It was asked to stop, and has.
    case cancelled
    /// It took longer than it may.
    case tooLong
    /// It wrote a line that is longer than any we expect.
    case babbled
  }

  /// The longest line that is expected.
  static let longestLine = 1 << 20
  /// How much of standard error is kept.
  static let tailLength = 4096
  /// Seconds between asking a program to stop and stopping it.
  static let grace = 5.0

  /// Its process number.
  let number: pid_t
  private let input: Int32
  private let output: Int32
  private let errors: Int32
  private let isCancelled = Atomic<Bool>(false)

  /// Starts a program.
  ///
  /// - Parameters:
  ///   - executable: its path.
  ///   - arguments: without its name.
  ///   - niceness: 0...19; the higher, the more others go first.
  /// - Throws: `ChildProcessError` when it cannot be started.
  init(executable: String, arguments: [String], niceness: Int32) throws(ChildProcessError) {
    var ends: [Int32] = []
    func fail(_ what: String, _ number: Int32) -> ChildProcessError {
      for end in ends { close(end) }
      return ChildProcessError(message: "cannot \(what): \(String(cString: strerror(number)))")
    }
    // A socket for input: writing to one whose reader is gone can be kept from raising a signal.
    var pair: [Int32] = [0, 0]
    guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &pair) == 0 else {
      throw fail("make a pipe", errno)
    }
    ends += pair
    for _ in 0..<2 {
      var pipe: [Int32] = [0, 0]
      guard Glibc.pipe(&pipe) == 0 else { throw fail("make a pipe", errno) }
      for end in pipe { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
      ends += pipe
    }
    var process = pid_t()
    let status = Self.spawn(&process, executable, arguments, [ends[1], ends[3], ends[5]])
    guard status == 0 else { throw fail("start \(executable)", status) }
    number = process
    (input, output, errors) = (ends[0], ends[2], ends[4])
    for end in [ends[1], ends[3], ends[5]] { close(end) }
    _ = setpriority(Int32(PRIO_PROCESS.rawValue), id_t(process), niceness)
  }

  private static func spawn(
    _ process: inout pid_t, _ executable: String, _ arguments: [String], _ descriptors: [Int32]
  ) -> Int32 {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (target, descriptor) in descriptors.enumerated() {
      posix_spawn_file_actions_adddup2(&actions, descriptor, Int32(target))
    }
    // A lock or a connection that the child kept open would outlive us.
    for name in (try? RegistryFiles.names(in: "/proc/self/fd")) ?? [] {
      if let descriptor = Int32(name), descriptor > 2 {
        posix_spawn_file_actions_addclose(&actions, descriptor)
      }
    }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    for signal in [SIGINT, SIGTERM, SIGPIPE, SIGHUP] { sigaddset(&signals, signal) }
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))
    var words = ([executable] + arguments).map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    return posix_spawn(&process, executable, &actions, &attributes, &words, environ)
  }

  deinit { for end in [input, output, errors] { close(end) } }

  /// Asks the program to stop; `run` returns soon after.
  func cancel() { isCancelled.store(true, ordering: .relaxed) }

  /// Tells the program something, passes its lines on until it ends, and says how it ended.
  ///
  /// To be called once; it blocks the thread.
  /// - Parameters:
  ///   - text: what is written to its standard input, which stays open.
  ///   - limit: seconds after which it is stopped.
  ///   - line: takes each line of its standard output, without its end.
  /// - Returns: how it ended, and the end of what it wrote to standard error.
  func run(telling text: [UInt8], limit: Double, line: (ArraySlice<UInt8>) -> Void) -> (
    end: End, errors: String
  ) {
    tell(text)
    var streams = ChildStreams(output: output, errors: errors)
    let start = EngineClock.nanoseconds
    var reason: End?
    var asked: UInt64 = 0
    while true {
      let status = streams.read(line: line)
      let now = EngineClock.nanoseconds
      if reason == nil {
        if isCancelled.load(ordering: .relaxed) {
          reason = .cancelled
        } else if status == .tooLongLine {
          reason = .babbled
        } else if Double(now - start) * 1e-9 > limit {
          reason = .tooLong
        }
        if reason != nil {
          asked = now
          kill(number, SIGTERM)
        }
      } else if Double(now - asked) * 1e-9 > Self.grace {
        kill(number, SIGKILL)
      }
      if let ended = reap(streams: &streams, line: line) {
        return (reason ?? ended, streams.errorTail)
      }
    }
  }

  private func tell(_ text: [UInt8]) {
    var rest = text[...]
    while !rest.isEmpty {
      let sent = rest.withUnsafeBytes { send(input, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      if sent < 0 {
        if errno == EINTR { continue }
        // Whoever does not listen will say so by its end.
        return
      }
      rest = rest.dropFirst(sent)
    }
  }

  /// How the program ended; nil while it runs.
  private func reap(streams: inout ChildStreams, line: (ArraySlice<UInt8>) -> Void) -> End? {
    var status: Int32 = 0
    let found = waitpid(number, &status, WNOHANG)
    guard found == number else { return found < 0 && errno == ECHILD ? .exited(-1) : nil }
    // What it wrote last may still be in the pipes.
    streams.drain(line: line)
    let signal = status & 0x7F
    return signal == 0 ? .exited((status >> 8) & 0xFF) : .killed(signal)
  }
}

/// A program that could not be started.
struct ChildProcessError: Error, CustomStringConvertible {
  let message: String
  var description: String { message }
}
