import FoundationEssentials

extension EvaluationDocument {
  /// The document as UTF-8 JSON: keys sorted, numbers as short as they read back to the same bits, two blanks
  /// of indentation, a line break at the end.
  ///
  /// - Throws: `EncodingError` for a value that JSON has no number for (NaN, infinity).
  public func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
  }

  /// A document from its JSON.
  ///
  /// - Throws: `DecodingError` for text of another form, `EvaluationError` for another version of it.
  public init(json: String) throws {
    let document = try JSONDecoder().decode(
      EvaluationDocument.self, from: FoundationEssentials.Data(json.utf8))
    guard document.schema == 1 else {
      throw EvaluationError("expected an evaluation of schema 1, found \(document.schema)")
    }
    self = document
  }

  /// The document without what may differ between runs of the same command: times, memory and threads.
  public var identity: EvaluationDocument {
    var document = self
    document.environment.threads = 0
    for index in document.models.indices {
      document.models[index].fitSeconds = nil
      document.models[index].scoreSeconds = 0
      document.models[index].peakBytes = nil
    }
    return document
  }
}
