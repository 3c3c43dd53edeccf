import FoundationEssentials
import Glibc
import NeedletailMath

/// The file of a mapped table: a page of header, then records, which training writes in place.
///
/// It is locked while it is in use. From the first update to the next `flush` the header says that the records may
/// be of several moments; a file that was left so is refused.
final class WorkingFile {
  static let headerLength = 4096
  static let magic: [UInt8] = Array("NDLTABLE".utf8)

  let path: String
  let descriptor: Int32
  private(set) var length: Int

  /// What the header says.
  struct Header: Codable, Equatable {
    var format = 1
    var configuration: EmbeddingTable.Configuration
    var rows: Int
    var step: Int
    /// Whether all records are of one moment.
    var isComplete: Bool
  }

  /// Creates a file, which must not exist, with room for `bytes` of records.
  init(creating path: String, bytes: Int, table: String) throws(EmbeddingError) {
    self.path = path
    descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    length = 0
    guard descriptor >= 0 else { throw Self.refusal(path, "create", errno, table) }
    do throws(EmbeddingError) {
      try lock(table)
      try extend(to: Self.headerLength + RecordStorage.pages(bytes), table: table)
    } catch {
      unlink(path)
      throw error
    }
  }

  /// Opens a file that was flushed.
  init(opening path: String, table: String) throws(EmbeddingError) {
    self.path = path
    descriptor = open(path, O_RDWR | O_CLOEXEC)
    length = 0
    guard descriptor >= 0 else { throw Self.refusal(path, "open", errno, table) }
    try lock(table)
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw Self.refusal(path, "read the size of", errno, table) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw Self.refusal(path, "map", EINVAL, table) }
    length = Int(status.st_size)
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Makes the file longer, with its blocks reserved on the disk.
  func extend(to length: Int, table: String) throws(EmbeddingError) {
    let status = posix_fallocate(descriptor, 0, off_t(length))
    guard status == 0 else {
      // What was reserved before the disk was full.
      shrink(to: self.length)
      throw EmbeddingError(
        .space, table: table,
        "cannot reserve \(length) bytes: \(FileAccessError(path: path, action: "extend", errorNumber: status))"
      )
    }
    self.length = length
  }

  /// Gives back what an extension reserved and nothing maps.
  func shrink(to length: Int) {
    if ftruncate(descriptor, off_t(length)) == 0 { self.length = length }
  }

  private func lock(_ table: String) throws(EmbeddingError) {
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      throw EmbeddingError(.file, table: table, "\(path) is in use by another table")
    }
  }

  private static func refusal(_ path: String, _ action: String, _ number: Int32, _ table: String)
    -> EmbeddingError
  {
    EmbeddingError(
      .file, table: table, "\(FileAccessError(path: path, action: action, errorNumber: number))")
  }
}

extension WorkingFile.Header {
  /// Writes the header: magic, the length of the JSON as 8 bytes, JSON, zeros.
  func write(to page: UnsafeMutableRawBufferPointer) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    let json = [UInt8](try encoder.encode(self))
    let length = (0..<8).map { UInt8(truncatingIfNeeded: json.count >> (8 * $0)) }
    let bytes = WorkingFile.magic + length + json
    guard bytes.count <= page.count else {
      throw EmbeddingError(
        .configuration, table: configuration.name,
        "name: expected one that fits in the file's header, found \(configuration.name.utf8.count) bytes")
    }
    page.copyBytes(from: bytes + [UInt8](repeating: 0, count: page.count - bytes.count))
  }

  /// Reads a header; nil when the page holds none.
  init?(_ page: UnsafeRawBufferPointer) {
    let start = WorkingFile.magic.count + 8
    guard page.count >= start, page.prefix(WorkingFile.magic.count).elementsEqual(WorkingFile.magic) else {
      return nil
    }
    let length = page[WorkingFile.magic.count..<start].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length <= UInt64(page.count - start) else { return nil }
    let json = Data(page[start..<start + Int(length)])
    guard let header = try? JSONDecoder().decode(Self.self, from: json) else { return nil }
    self = header
  }
}
