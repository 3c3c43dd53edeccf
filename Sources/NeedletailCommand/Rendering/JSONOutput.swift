import FoundationEssentials
import Needletail

/// Results as JSON on standard output or in a file.
enum JSONOutput {
  /// Sorted keys and no escaped slashes, so that equal results are equal bytes.
  static func encode(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  /// Writes text to a path aside, then renames, so that nobody reads half of it.
  static func write(_ text: String, to path: String) throws {
    do {
      try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
    } catch {
      throw DataError(file: path, "cannot be written: \(error)")
    }
  }
}
