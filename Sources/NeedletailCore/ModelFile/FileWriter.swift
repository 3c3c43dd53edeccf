import Glibc
import NeedletailMath

/// A new file that is written from start to end and synced; it keeps the digest of what went in.
struct FileWriter: ~Copyable {
  private let descriptor: Int32
  private let path: String
  private(set) var digest = SHA256()

  /// Creates the file, which must not exist.
  init(creating path: String) throws(FileAccessError) {
    self.path = path
    descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw FileAccessError(path: path, action: "create", errorNumber: errno)
    }
  }

  /// Appends bytes.
  mutating func write(_ bytes: UnsafeRawBufferPointer) throws(FileAccessError) {
    digest.update(bytes)
    var rest = bytes[...]
    while !rest.isEmpty {
      // One call writes at most about 2 GiB.
      let part = UnsafeRawBufferPointer(rebasing: rest.prefix(1 << 30))
      let written = Glibc.write(descriptor, part.baseAddress, part.count)
      if written < 0 {
        if errno == EINTR { continue }
        throw FileAccessError(path: path, action: "write", errorNumber: errno)
      }
      rest = rest.dropFirst(written)
    }
  }

  /// Appends bytes.
  mutating func write(_ bytes: [UInt8]) throws(FileAccessError) {
    var copy = bytes
    let failure: FileAccessError? = copy.withUnsafeMutableBytes { buffer in
      do throws(FileAccessError) {
        try write(UnsafeRawBufferPointer(buffer))
        return nil
      } catch { return error }
    }
    if let failure { throw failure }
  }

  /// Appends zeros after the bytes of a tensor, up to where the next one may begin.
  mutating func pad(after byteCount: Int) throws(FileAccessError) {
    let rest = byteCount % SafetensorsLayout.alignment
    if rest > 0 { try write([UInt8](repeating: 0, count: SafetensorsLayout.alignment - rest)) }
  }

  /// Waits until the bytes are on the disk.
  mutating func sync() throws(FileAccessError) {
    guard fsync(descriptor) == 0 else {
      throw FileAccessError(path: path, action: "sync", errorNumber: errno)
    }
  }

  deinit { close(descriptor) }
}
