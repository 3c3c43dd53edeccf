import FoundationEssentials
import Glibc
import NeedletailMath

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
      try DirectoryReplacement.sync(folder: aside)
      try DirectoryReplacement.replace(path, by: aside)
    } catch {
      DirectoryReplacement.remove(aside)
      if let refusal = error as? FileAccessError { throw DataError("\(refusal)") }
      throw error
    }
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
}
