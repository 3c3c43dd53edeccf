import CKernels
import Glibc
import NeedletailMath

/// The memory of a table's records: pages of our own or of a working file; it grows without a copy.
final class RecordStorage: @unchecked Sendable {
  // The owner, a table, is used by one thread at a time; its loops write to disjoint rows.
  let file: WorkingFile?
  /// The first record.
  private(set) var records: UnsafeMutablePointer<Float>
  private var mapping: UnsafeMutableRawPointer
  private var length: Int
  private let table: String

  /// Records of zeros in memory.
  init(bytes: Int, table: String) throws(EmbeddingError) {
    file = nil
    self.table = table
    length = Self.pages(bytes)
    mapping = try Self.map(-1, length, table)
    records = mapping.assumingMemoryBound(to: Float.self)
    advise()
  }

  /// The records of a working file, whose length was checked.
  init(file: WorkingFile, table: String) throws(EmbeddingError) {
    self.file = file
    self.table = table
    length = file.length
    mapping = try Self.map(file.descriptor, length, table)
    records = (mapping + WorkingFile.headerLength).assumingMemoryBound(to: Float.self)
    advise()
  }

  deinit { munmap(mapping, length) }

  /// Makes room for `bytes` of records; new ones are zeros. Pointers to records are void afterwards.
  func grow(bytes: Int) throws(EmbeddingError) {
    let wanted = Self.pages(bytes) + (file == nil ? 0 : WorkingFile.headerLength)
    guard wanted > length else { return }
    // The disk gives its blocks now or says that it cannot: a write to a page without one would be a signal.
    try file?.extend(to: wanted, table: table)
    guard let moved = needletail_resize_growable(mapping, length, wanted) else {
      let error = Self.refusal(wanted, table)
      file?.shrink(to: length)
      throw error
    }
    mapping = moved
    length = wanted
    records = (moved + (file == nil ? 0 : WorkingFile.headerLength)).assumingMemoryBound(to: Float.self)
    advise()
  }

  /// Tells the system how rows are read. Huge pages spare misses of the translation buffer; of a file one page a row
  /// is wanted, and reading ahead would drive out pages that are in use.
  private func advise() { madvise(mapping, length, file == nil ? MADV_HUGEPAGE : MADV_RANDOM) }

  /// Asks for consecutive bytes of records in one go, before they are read in order.
  func prepare(bytes: Range<Int>) {
    guard file != nil else { return }
    let start = (WorkingFile.headerLength + bytes.lowerBound) / 4096 * 4096
    madvise(mapping + start, min(length, WorkingFile.headerLength + bytes.upperBound) - start, MADV_WILLNEED)
  }

  /// The header of the working file.
  var header: UnsafeMutableRawBufferPointer {
    UnsafeMutableRawBufferPointer(start: mapping, count: file == nil ? 0 : WorkingFile.headerLength)
  }

  /// Waits until the first `bytes` of the mapping are on the disk, or all.
  func sync(bytes: Int? = nil) throws(EmbeddingError) {
    guard let file else { return }
    guard msync(mapping, bytes ?? length, MS_SYNC) == 0, fsync(file.descriptor) == 0 else {
      throw EmbeddingError(
        .file, table: table, "\(FileAccessError(path: file.path, action: "sync", errorNumber: errno))")
    }
  }

  /// The least whole number of pages.
  static func pages(_ bytes: Int) -> Int { max(1, (bytes + 4095) / 4096) * 4096 }

  private static func map(_ descriptor: Int32, _ bytes: Int, _ table: String) throws(EmbeddingError)
    -> UnsafeMutableRawPointer
  {
    guard let mapping = needletail_map_growable(descriptor, bytes) else { throw refusal(bytes, table) }
    return mapping
  }

  private static func refusal(_ bytes: Int, _ table: String) -> EmbeddingError {
    EmbeddingError(.space, table: table, "cannot map \(bytes) bytes: \(String(cString: strerror(errno)))")
  }
}
