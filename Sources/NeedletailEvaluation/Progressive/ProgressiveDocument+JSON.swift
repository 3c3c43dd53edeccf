import FoundationEssentials

extension ProgressiveDocument {
  /// The document as UTF-8 JSON with sorted keys.
  ///
  /// - Throws: `EncodingError` for a number that JSON has none for.
  public func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
  }

  /// The document without what may differ between runs of the same command: times and threads.
  public var identity: ProgressiveDocument {
    var document = self
    document.environment.threads = 0
    for arm in document.arms.indices {
      document.arms[arm].cost.updateSeconds = 0
      document.arms[arm].cost.teacherSeconds = 0
      document.arms[arm].cost.ratioToRetrainSeconds = nil
      for window in document.arms[arm].windows.indices {
        document.arms[arm].windows[window].updateSeconds = 0
        document.arms[arm].windows[window].teacherSeconds = 0
      }
    }
    return document
  }
}
