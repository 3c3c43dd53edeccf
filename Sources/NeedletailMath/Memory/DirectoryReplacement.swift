import CKernels
import Glibc

/// Puts a folder that was written aside in the place of another, so that a reader finds the old one or the new
/// one, never a mixture and never none.
package enum DirectoryReplacement {
  /// Renames `new` to `path`; what was there is removed.
  package static func replace(_ path: String, by new: String) throws(FileAccessError) {
    if rename(new, path) != 0 {
      guard errno == ENOTEMPTY || errno == EEXIST else {
        throw FileAccessError(path: path, action: "replace", errorNumber: errno)
      }
      try exchange(path, new)
    }
    try sync(folder: parent(of: path))
  }

  private static func exchange(_ path: String, _ new: String) throws(FileAccessError) {
    if needletail_exchange(new, path) == 0 {
      remove(new)
      return
    }
    // A file system without exchange: the old folder steps aside for a moment.
    let old = new + ".old"
    guard rename(path, old) == 0, rename(new, path) == 0 else {
      throw FileAccessError(path: path, action: "replace", errorNumber: errno)
    }
    remove(old)
  }

  /// Removes a folder of files.
  package static func remove(_ folder: String) {
    guard let stream = opendir(folder) else { return }
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { unlink("\(folder)/\(name)") }
    }
    closedir(stream)
    rmdir(folder)
  }

  /// Waits until the names in a folder are on the disk.
  package static func sync(folder: String) throws(FileAccessError) {
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw FileAccessError(path: folder, action: "open", errorNumber: errno)
    }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else {
      throw FileAccessError(path: folder, action: "sync", errorNumber: errno)
    }
  }

  /// The folder that holds a path.
  static func parent(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}
