import Glibc
import NeedletailMath

extension ModelWriter {
  /// Writes the tensors as one `safetensors` file: aside, synced, renamed. For what is no model of its own, such as
  /// the state of a training.
  package func save(toFile path: String) throws {
    let aside = "\(path).partial-\(getpid())"
    unlink(aside)
    do {
      _ = try TensorFile.write(tensors, to: aside)
      try DirectoryReplacement.replace(path, by: aside)
    } catch {
      unlink(aside)
      throw error
    }
  }

  /// Maps such a file; sizes are checked against it.
  ///
  /// - Parameters:
  ///   - users: what the reader gives as `userCount`.
  ///   - items: likewise.
  /// - Throws: `ModelFileError`, `FileAccessError`.
  package static func open(file path: String, users: Int = 0, items: Int = 0) throws -> any ModelReader {
    TensorGroup(file: try TensorFile(path: path), prefix: "", userCount: users, itemCount: items)
  }
}
