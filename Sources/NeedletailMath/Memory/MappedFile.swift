import Glibc

/// A file mapped read-only into memory; unmapped when the last buffer that uses it goes.
///
/// Files of this project are replaced by rename and never truncated, so a mapping that was checked
/// against the file's size when it was opened stays readable.
public final class MappedFile: Sendable {
  /// The bytes of the file.
  let bytes: UnsafeRawBuffer

  /// The number of bytes in the file.
  public var count: Int { bytes.base.count }

  /// A read-only pointer that the mapping keeps valid for as long as the object lives.
  struct UnsafeRawBuffer: @unchecked Sendable {
    // Safe to share: the pages are mapped without write access and live until `deinit`.
    let base: UnsafeRawBufferPointer
  }

  /// Maps a whole file.
  ///
  /// - Throws: `FileAccessError` when the path cannot be opened, is not a regular file or cannot be mapped.
  public init(path: String) throws(FileAccessError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileAccessError(path: path, action: "open", errorNumber: errno) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw FileAccessError(path: path, action: "read the size of", errorNumber: errno)
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw FileAccessError(path: path, action: "map", errorNumber: EINVAL)
    }
    let size = Int(status.st_size)
    guard size > 0 else {
      bytes = UnsafeRawBuffer(base: UnsafeRawBufferPointer(start: nil, count: 0))
      return
    }
    guard let address = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), address != MAP_FAILED
    else { throw FileAccessError(path: path, action: "map", errorNumber: errno) }
    bytes = UnsafeRawBuffer(base: UnsafeRawBufferPointer(start: address, count: size))
  }

  deinit {
    if let address = bytes.base.baseAddress {
      munmap(UnsafeMutableRawPointer(mutating: address), bytes.base.count)
    }
  }

  /// Copies a range of bytes out of the mapping.
  ///
  /// - Precondition: the range lies within `0..<count`.
  public func copyBytes(in range: Range<Int>) -> [UInt8] {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= count, "bytes \(range) of a file of \(count)")
    return Array(bytes.base[range])
  }
}
