import NeedletailMath

/// Reads the exposures of a directory, also while a server writes them.
///
/// Items and users are in the codes of the store; entries have an id only where the item has no code.
public struct ExposureReader: Sendable {
  /// Where the segments are.
  public let directory: String

  /// A reader of a directory.
  public init(directory: String) { self.directory = directory }

  /// Reads all records in the order of their writing, a block at a time, verifying every block.
  ///
  /// - Returns: what was damaged and left out, in sentences; the end of the newest segment may be torn after a crash,
  ///   or just be written.
  /// - Throws: `FileAccessError`, and what `body` throws.
  @discardableResult
  public func forEach(_ body: ([Exposure]) throws -> Void) throws -> [String] {
    var findings: [String] = []
    for number in try ExposureSegment.numbers(in: directory) {
      let path = "\(directory)/\(ExposureSegment.name(number))"
      let bytes = try ExposureSegment.bytes(path)
      let (blocks, damaged) = ExposureSegment.blocks(in: bytes)
      var unreadable = 0
      for block in blocks {
        do {
          try body(try ExposureBlock.decode(bytes[block.range], records: block.records))
        } catch is CompactReader.Malformed {
          unreadable += block.range.count
        }
      }
      if damaged + unreadable > 0 {
        findings.append("\(path): \(damaged + unreadable) bytes are damaged and left out")
      }
    }
    return findings
  }
}
