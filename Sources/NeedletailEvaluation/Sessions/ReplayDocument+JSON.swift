import FoundationEssentials

extension ReplayDocument {
  /// The document as UTF-8 JSON: keys sorted, two blanks of indentation, a line break at the end.
  ///
  /// - Throws: `EncodingError` for a value that JSON has no number for.
  public func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
  }
}
