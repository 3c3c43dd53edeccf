import Glibc
import NeedletailMath

extension ModelRegistry {
  /// The record's file in the folder of a version.
  static let recordName = "record.json"
  /// What a folder is called while it is written.
  static let partial = ".partial"
  /// What a folder is called while it is removed.
  static let removing = ".removing"

  /// Reads a directory, clearing away what an interrupted change has left.
  static func read(_ directory: String) throws -> Contents {
    var contents = Contents()
    for name in try RegistryFiles.names(in: directory) {
      let path = "\(directory)/\(name)"
      if name.contains(partial) || name.hasSuffix(removing) {
        DirectoryReplacement.remove(path)
        unlink(path)
      } else if let version = ModelVersion(name), name == version.description {
        contents.state.last = max(contents.state.last, version.number)
        do {
          var record = try RegistryFiles.read(ModelRecord.self, from: "\(path)/\(recordName)")
          record.version = version
          contents.records.append(record)
        } catch {
          contents.findings.append(
            "\(version): \(recordName) cannot be read and the version is left out: \(error)")
        }
      }
    }
    contents.records.sort { $0.version < $1.version }
    readState("\(directory)/current.json", into: &contents)
    return contents
  }

  private static func readState(_ path: String, into contents: inout Contents) {
    let highest = contents.state.last
    guard access(path, F_OK) == 0 else {
      guard !contents.records.isEmpty else { return }
      contents.findings.append("current.json is missing; the newest version counts as current")
      contents.state.current = contents.records.last?.version
      return
    }
    do {
      contents.state = try RegistryFiles.read(State.self, from: path)
    } catch {
      contents.findings.append("current.json cannot be read; the newest version counts as current: \(error)")
      contents.state = State(current: contents.records.last?.version)
    }
    contents.state.last = max(contents.state.last, highest)
    if let current = contents.state.current, !contents.records.contains(where: { $0.version == current }) {
      contents.findings.append("\(current) was current and is not there")
    }
  }
}
