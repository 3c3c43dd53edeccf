import FoundationEssentials
import Glibc

/// The form that `needletail import` writes: a folder with a manifest and one raw little-endian file a column.
///
/// It opens by mapping, whatever its size, in the time it takes to read the manifest. A folder is written aside,
/// synced and renamed, so that nobody ever sees half of one.
public enum ColumnarFolder {
  static let manifestName = "manifest.json"

  /// Whether a path is such a folder, going by its manifest.
  public static func isColumnar(_ path: String) -> Bool {
    guard let stream = try? FileStream(path: "\(path)/\(manifestName)"),
      let head = try? ReplayedStream(stream, count: 1 << 16).head
    else { return false }
    return String(decoding: head, as: UTF8.self).contains("\"\(ColumnarManifest.mark)\"")
  }

  /// Writes a data set; a columnar folder that is there already is replaced in one step.
  ///
  /// - Throws: `DataError` when the path is something else, or cannot be written.
  /// - Complexity: O(bytes).
  public static func write(_ data: DataSet, to path: String) throws {
    let path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    let exists = access(path, F_OK) == 0
    if exists, !isColumnar(path) {
      throw DataError(file: path, "exists already and is no imported folder: it is not replaced")
    }
    let aside = "\(path).partial-\(getpid())"
    guard mkdir(aside, 0o755) == 0 else { throw DataError(file: aside, reason("create the folder")) }
    do {
      var writer = ColumnarWriter(folder: aside)
      try writer.write(data)
      try syncFolder(aside)
      // A folder cannot be renamed onto a full one: the old one steps aside first, and back if need be.
      let old = "\(aside).old"
      if exists, rename(path, old) != 0 { throw DataError(file: path, reason("rename the old folder")) }
      guard rename(aside, path) == 0 else {
        let error = DataError(file: path, reason("rename the folder"))
        if exists { rename(old, path) }
        throw error
      }
      if exists { remove(old) }
    } catch {
      remove(aside)
      throw error
    }
    let parent = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    try syncFolder(parent)
  }

  /// Opens a folder by mapping its files.
  ///
  /// - Parameter verify: compare every file with its checksum and every number with its bounds; without it,
  ///   sizes are checked, and the numbers of columns of up to a million rows.
  /// - Throws: `DataError` that names the file that does not fit the manifest.
  /// - Complexity: O(1) in the number of rows beyond a million, O(bytes) with `verify`.
  public static func open(_ path: String, verify: Bool = false) throws -> DataSet {
    try ColumnarReader(ColumnarFiles(folder: path), verify: verify).dataSet()
  }

  /// Opens a folder whose files are in memory.
  package static func open(
    files: [String: [UInt8]], name: String, verify: Bool = false
  ) throws -> DataSet {
    try ColumnarReader(ColumnarFiles(name: name, files: files), verify: verify).dataSet()
  }

  static func reason(_ action: String) -> String {
    "cannot \(action): \(String(cString: strerror(errno)))"
  }

  private static func syncFolder(_ path: String) throws {
    let descriptor = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw DataError(file: path, reason("open the folder")) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw DataError(file: path, reason("sync the folder")) }
  }

  /// Removes a folder of files, as far as it can be removed.
  private static func remove(_ path: String) {
    for name in (try? SourceTree(path: path).names) ?? [] { unlink("\(path)/\(name)") }
    rmdir(path)
  }
}
