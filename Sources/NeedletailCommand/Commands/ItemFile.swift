import FoundationEssentials
import Needletail

/// A file of item ids, one a line.
enum ItemFile {
  /// The rows of the ids, ascending; blank lines are passed over.
  ///
  /// - Throws: `DataError` with the line of an id that the vocabulary does not hold.
  static func rows(_ path: String, of vocabulary: Vocabulary) throws -> [ItemRow] {
    let text: String
    do {
      text = try String(contentsOf: URL(filePath: path), encoding: .utf8)
    } catch {
      throw DataError(file: path, "cannot be read as text")
    }
    var rows = Set<ItemRow>()
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .enumerated()
    {
      let id = String(line)
      guard !id.isEmpty else { continue }
      guard let row = vocabulary.row(of: id) else {
        throw DataError(file: path, line: index + 1, "expected the id of an item, found '\(id)'")
      }
      rows.insert(ItemRow(row))
    }
    return rows.sorted()
  }
}
