import Glibc
import NeedletailMath

/// The segments of a directory, the last of which is written to.
struct ExposureFiles: ~Copyable {
  let directory: String
  /// The segments with their lengths, oldest first.
  private(set) var segments: [(number: Int, bytes: Int)] = []
  private(set) var fault: String?
  private var descriptor: Int32 = -1
  private var isDirty = false
  private var next = 1

  /// Bytes of all segments.
  var bytes: Int { segments.reduce(0) { $0 + $1.bytes } }

  init(directory: String) throws {
    self.directory = directory
    try RegistryFiles.makeFolder(directory)
    for name in try RegistryFiles.names(in: directory) where name.hasSuffix(ModelRegistry.partial) {
      unlink("\(directory)/\(name)")
    }
    let numbers = try ExposureSegment.numbers(in: directory)
    next = (numbers.last ?? 0) + 1
    for number in numbers {
      let path = path(number)
      if number == numbers.last { try Self.cutTornEnd(path) }
      var status = stat()
      guard stat(path, &status) == 0 else {
        throw FileAccessError(path: path, action: "read the size of", errorNumber: errno)
      }
      segments.append((number, Int(status.st_size)))
    }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  func path(_ number: Int) -> String { "\(directory)/\(ExposureSegment.name(number))" }

  /// Cuts off what follows the last sound block.
  private static func cutTornEnd(_ path: String) throws(FileAccessError) {
    let bytes = try ExposureSegment.bytes(path)
    let end = ExposureSegment.blocks(in: bytes).blocks.last?.range.upperBound ?? ExposureSegment.header.count
    guard end < bytes.count else { return }
    guard truncate(path, off_t(end)) == 0 else {
      throw FileAccessError(path: path, action: "cut", errorNumber: errno)
    }
  }

  /// Writes a block whole or not at all; says whether it is written.
  mutating func append(_ block: [UInt8], segmentBytes: Int) -> Bool {
    if descriptor >= 0, segments[segments.count - 1].bytes >= segmentBytes { seal() }
    if descriptor < 0, !start() { return false }
    let place = segments[segments.count - 1].bytes
    do {
      try block.withUnsafeBytes {
        try RegistryFiles.writeAll($0, to: descriptor, path: path(segments[segments.count - 1].number))
      }
    } catch {
      fault = "\(error)"
      ftruncate(descriptor, off_t(place))
      lseek(descriptor, off_t(place), SEEK_SET)
      return false
    }
    segments[segments.count - 1].bytes += block.count
    fault = nil
    isDirty = true
    return true
  }

  private mutating func start() -> Bool {
    let path = path(next)
    let created = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard created >= 0 else {
      fault = FileAccessError(path: path, action: "create", errorNumber: errno).description
      return false
    }
    do {
      try ExposureSegment.header.withUnsafeBytes { try RegistryFiles.writeAll($0, to: created, path: path) }
      try DirectoryReplacement.sync(folder: directory)
    } catch {
      fault = "\(error)"
      close(created)
      unlink(path)
      return false
    }
    descriptor = created
    segments.append((next, ExposureSegment.header.count))
    next += 1
    return true
  }

  /// Waits until what was written is on the disk.
  mutating func sync() {
    guard isDirty, descriptor >= 0 else { return }
    if fdatasync(descriptor) == 0 { isDirty = false } else { fault = String(cString: strerror(errno)) }
  }

  /// Ends the present segment; the next block starts a new one.
  mutating func seal() {
    guard descriptor >= 0 else { return }
    sync()
    close(descriptor)
    descriptor = -1
  }

  /// Removes the oldest segment unless it is the one that is written to; says whether it did.
  mutating func removeOldest() -> Bool {
    guard segments.count > 1 else { return false }
    unlink(path(segments[0].number))
    segments.removeFirst()
    return true
  }

  /// Takes note of the new length of a rewritten segment; nil for one that is gone.
  mutating func resize(_ number: Int, to bytes: Int?) {
    guard let place = segments.firstIndex(where: { $0.number == number }) else { return }
    if let bytes { segments[place].bytes = bytes } else { segments.remove(at: place) }
  }
}
