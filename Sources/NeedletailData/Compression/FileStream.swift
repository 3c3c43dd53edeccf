import Glibc
import NeedletailMath

/// A file read by `pread`, so that a file that shrinks meanwhile is an error and not a fault.
final class FileStream: ByteStream {
  let name: String
  private let descriptor: Int32
  /// The size when the file was opened; nil for pipes and devices, which are read to their end.
  private let size: Int?
  private var taken = 0

  init(path: String) throws {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw DataError(file: path, Self.reason("open")) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      close(descriptor)
      throw DataError(file: path, Self.reason("read the size of"))
    }
    let kind = status.st_mode & S_IFMT
    guard kind != S_IFDIR else {
      close(descriptor)
      throw DataError(file: path, "expected a file, found a folder")
    }
    name = path
    self.descriptor = descriptor
    size = kind == S_IFREG ? Int(status.st_size) : nil
    posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL)
  }

  deinit { close(descriptor) }

  var position: (taken: Int, of: Int?) { (taken, size) }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    let wanted = min(buffer.count, size.map { $0 - taken } ?? .max)
    guard wanted > 0 else { return 0 }
    while true {
      let count =
        size == nil
        ? Glibc.read(descriptor, buffer.baseAddress, wanted)
        : pread(descriptor, buffer.baseAddress, wanted, off_t(taken))
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw DataError(file: name, Self.reason("read")) }
      if count == 0, let size {
        throw DataError(
          file: name, "the file shrank while it was read: expected \(size) bytes, found \(taken)")
      }
      taken += count
      return count
    }
  }

  private static func reason(_ action: String) -> String {
    "cannot \(action) the file: \(String(cString: strerror(errno)))"
  }
}
