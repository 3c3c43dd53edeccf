import FoundationEssentials
import Needletail

/// Every user's list, one JSON object a line: `{"items":["7","3"],"scores":[1.5,1.25],"user":"42"}`.
enum JSONLines {
  private struct Line: Encodable {
    let user: String
    let items: [String]
    let scores: [Float]
  }

  /// Writes lists in the order of the model's users, aside and then renamed.
  static func write(_ lists: [[ScoredItem]], of model: Model, to path: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var bytes = Data()
    for (row, list) in lists.enumerated() {
      let line = Line(
        user: model.users.id(row), items: list.map { model.items.id(Int($0.item)) },
        scores: list.map(\.score))
      bytes.append(try encoder.encode(line))
      bytes.append(UInt8(ascii: "\n"))
    }
    do {
      try bytes.write(to: URL(filePath: path), options: .atomic)
    } catch {
      throw DataError(file: path, "cannot be written: \(error)")
    }
  }
}
