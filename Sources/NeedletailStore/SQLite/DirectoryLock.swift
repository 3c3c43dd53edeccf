import Glibc

/// The ownership of a store's directory: a lock on a file in it that holds the owner's process number.
///
/// The system gives the lock back when the process ends, however it ends.
final class DirectoryLock: Sendable {
  private let descriptor: Int32

  /// Takes the lock.
  ///
  /// - Throws: `StoreError` (inUse) with the number of the process that has it; (unavailable) when the file cannot
  ///   be made.
  init(directory: String) throws {
    let path = "\(directory)/needletail.lock"
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw StoreError(lastSystemFaultAt: path) }
    guard Self.take(descriptor) else {
      let fault = errno
      let owner = Self.owner(descriptor)
      Glibc.close(descriptor)
      guard fault == EWOULDBLOCK else { throw StoreError(lastSystemFaultAt: path) }
      throw StoreError(
        .inUse, place: directory,
        "process \(owner) uses this store; stop it first, or name another directory")
    }
    let text = Array("\(getpid())\n".utf8)
    ftruncate(descriptor, 0)
    pwrite(descriptor, text, text.count, 0)
  }

  /// Takes the lock at once or soon: a process that was just started by the last owner holds a copy of the open file
  /// until its own program begins.
  private static func take(_ descriptor: Int32) -> Bool {
    for _ in 0..<20 {
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
      guard errno == EWOULDBLOCK else { return false }
      usleep(10_000)
    }
    return flock(descriptor, LOCK_EX | LOCK_NB) == 0
  }

  private static func owner(_ descriptor: Int32) -> String {
    var bytes = [UInt8](repeating: 0, count: 24)
    let count = max(0, pread(descriptor, &bytes, bytes.count, 0))
    let digits = bytes.prefix(count).prefix { (48..<58).contains($0) }
    return digits.isEmpty ? "of unknown number" : String(decoding: digits, as: UTF8.self)
  }

  deinit { Glibc.close(descriptor) }
}

extension StoreError {
  /// The words for what the system said last.
  init(lastSystemFaultAt path: String) {
    self.init(.unavailable, place: path, String(cString: strerror(errno)))
  }
}
