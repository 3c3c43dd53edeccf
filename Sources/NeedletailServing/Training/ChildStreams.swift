import Glibc

/// What a child process writes: lines of its standard output, and the end of its standard error.
struct ChildStreams {
  /// What one look has found.
  enum Status {
    case calm
    case tooLongLine
  }

  private var descriptors: [pollfd]
  private var pending: [UInt8] = []
  private var tail: [UInt8] = []
  private var buffer = [UInt8](repeating: 0, count: 1 << 16)

  init(output: Int32, errors: Int32) {
    descriptors = [output, errors].map { descriptor in
      let flags = fcntl(descriptor, F_GETFL)
      _ = fcntl(descriptor, F_SETFL, flags | O_NONBLOCK)
      return pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    }
  }

  /// The end of what was written to standard error.
  var errorTail: String { String(decoding: tail, as: UTF8.self) }

  /// Waits a short while for something to be written, and takes it.
  mutating func read(line: (ArraySlice<UInt8>) -> Void) -> Status {
    _ = poll(&descriptors, nfds_t(descriptors.count), 100)
    let isOpen = descriptors.contains { $0.fd >= 0 }
    let status = take(line: line)
    // Nothing to wait for any more but its end.
    if !isOpen { usleep(20_000) }
    return status
  }

  /// Takes everything that is there.
  mutating func drain(line: (ArraySlice<UInt8>) -> Void) { _ = take(line: line) }

  private mutating func take(line: (ArraySlice<UInt8>) -> Void) -> Status {
    for index in descriptors.indices {
      while descriptors[index].fd >= 0 {
        let count = Glibc.read(descriptors[index].fd, &buffer, buffer.count)
        if count > 0 {
          if index == 1 {
            tail = (tail + buffer[..<count]).suffix(ChildProcess.tailLength)
          } else {
            pending += buffer[..<count]
            passLines(to: line)
            if pending.count > ChildProcess.longestLine {
              pending = []
              return .tooLongLine
            }
          }
        } else if count == 0 {
          // A negative number is left out by poll; the descriptor is closed by its owner.
          descriptors[index].fd = -1
        } else if errno != EINTR {
          break
        }
      }
    }
    return .calm
  }

  private mutating func passLines(to line: (ArraySlice<UInt8>) -> Void) {
    var start = 0
    while let end = pending[start...].firstIndex(of: UInt8(ascii: "\n")) {
      line(pending[start..<end])
      start = end + 1
    }
    pending.removeFirst(start)
  }
}
