import Glibc

/// The directory of a store and its files.
enum StoreDirectory {
  /// The path of the database.
  static func database(in directory: String) -> String { "\(directory)/needletail.sqlite" }

  /// Makes a directory, and those above it that are missing.
  ///
  /// - Throws: `StoreError` (unavailable).
  static func make(_ directory: String) throws {
    var status = stat()
    if stat(directory, &status) == 0 {
      guard status.st_mode & S_IFMT == S_IFDIR else {
        throw StoreError(.unavailable, place: directory, "expected a directory, found a file")
      }
      return
    }
    let above = parent(of: directory)
    if above != directory { try make(above) }
    guard mkdir(directory, 0o755) == 0 || errno == EEXIST else {
      throw StoreError(lastSystemFaultAt: directory)
    }
    try sync(above)
  }

  /// The directory that holds a path.
  static func parent(of path: String) -> String {
    var parts = path.split(separator: "/", omittingEmptySubsequences: true)
    guard !parts.isEmpty else { return path.hasPrefix("/") ? "/" : "." }
    parts.removeLast()
    let joined = parts.joined(separator: "/")
    return path.hasPrefix("/") ? "/" + joined : joined.isEmpty ? "." : joined
  }

  /// Makes the names in a directory, or the contents of a file, durable.
  ///
  /// - Throws: `StoreError` (unavailable).
  static func sync(_ path: String) throws {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw StoreError(lastSystemFaultAt: path) }
    defer { Glibc.close(descriptor) }
    guard fsync(descriptor) == 0 else { throw StoreError(lastSystemFaultAt: path) }
  }
}
