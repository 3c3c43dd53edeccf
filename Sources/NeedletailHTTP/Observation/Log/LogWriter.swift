import NIOPosix
import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Writes lines to a file descriptor on a thread of its own, so that no request waits for a terminal or a pipe.
///
/// Up to 4 MB wait; further lines are dropped and counted, and the count is told in a line when there is room again.
package final class LogWriter: Sendable {
  private struct Waiting {
    var bytes: [UInt8] = []
    var isScheduled = false
    var dropped = 0
  }

  private let descriptor: Int32
  private let waiting = Mutex(Waiting())
  private let thread = NIOThreadPool(numberOfThreads: 1)
  private let capacity = 4_000_000

  /// A writer to a file descriptor, which stays open.
  package init(descriptor: Int32 = STDERR_FILENO) {
    self.descriptor = descriptor
    thread.start()
  }

  deinit { thread.shutdownGracefully { _ in } }

  /// Appends a line; a newline is added.
  package func write(_ line: [UInt8]) {
    let schedules = waiting.withLock { waiting in
      guard waiting.bytes.count + line.count < capacity else {
        waiting.dropped += 1
        return false
      }
      waiting.bytes += line
      waiting.bytes.append(UInt8(ascii: "\n"))
      defer { waiting.isScheduled = true }
      return !waiting.isScheduled
    }
    if schedules { thread.submit { [self] _ in drain() } }
  }

  /// Waits until all lines so far are written.
  package func flush() async {
    try? await thread.runIfActive { [self] in drain() }
  }

  private func drain() {
    while true {
      let (bytes, dropped) = waiting.withLock { waiting in
        defer {
          waiting.bytes.removeAll(keepingCapacity: waiting.bytes.count < 65_536)
          waiting.dropped = 0
        }
        if waiting.bytes.isEmpty { waiting.isScheduled = false }
        return (waiting.bytes, waiting.dropped)
      }
      guard !bytes.isEmpty else { return }
      put(bytes)
      if dropped > 0 {
        put(Array("{\"level\":\"warning\",\"message\":\"\(dropped) log lines dropped\"}\n".utf8))
      }
    }
  }

  private func put(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { buffer in
      var rest = buffer[...]
      while !rest.isEmpty {
        let written = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
        if written < 0 {
          if errno == EINTR { continue }
          return
        }
        rest = rest.dropFirst(written)
      }
    }
  }
}
