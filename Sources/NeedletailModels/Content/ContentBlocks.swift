import NeedletailCore
import NeedletailData

/// Which columns of attributes count, and how much: `genres:1+title:0.5`.
struct ContentBlocks: Sendable, Hashable, CustomStringConvertible {
  /// One column.
  struct Block: Sendable, Hashable {
    var name: String
    var weight: Double
  }

  /// The columns in the order of writing; empty for all of them with weight one.
  let blocks: [Block]
  /// As it was written.
  let description: String

  /// Reads columns separated by plus signs, each with a weight after a colon or else 1; "" means all columns.
  ///
  /// - Throws: `SpecificationError` that quotes the part that is wrong.
  init(parsing text: String) throws {
    description = text
    var blocks: [Block] = []
    for part in text.isEmpty ? [] : text.split(separator: "+", omittingEmptySubsequences: false) {
      let halves = part.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = halves.first, !name.isEmpty else {
        throw SpecificationError(
          "content: blocks: expected NAME or NAME:WEIGHT between plus signs, found '\(part)' in '\(text)'")
      }
      let weight = halves.count == 2 ? Double(halves[1]) : 1
      guard let weight, weight.isFinite, weight > 0 else {
        throw SpecificationError(
          "content: blocks: expected a positive weight after '\(name):', found '\(halves[1])'")
      }
      guard !blocks.contains(where: { $0.name == name }) else {
        throw SpecificationError("content: blocks: '\(name)' is given twice")
      }
      blocks.append(Block(name: String(name), weight: weight))
    }
    self.blocks = blocks
  }

  /// The columns of a table with their weights.
  ///
  /// - Throws: `TrainingError` for a column that the table does not have.
  func columns(
    of table: FeatureTable
  ) throws -> [(name: String, column: FeatureTable.Column, weight: Double)] {
    guard !blocks.isEmpty else { return table.columns.map { ($0.name, $0.column, 1) } }
    return try blocks.map { block in
      guard let column = table[block.name] else {
        let names = table.columns.map(\.name)
        throw TrainingError(
          "content: blocks: no attribute is named '\(block.name)'"
            + "\(NearestWord.hint(for: block.name, among: names)); known: \(names.joined(separator: ", "))")
      }
      return (block.name, column, block.weight)
    }
  }
}
