import NeedletailData

/// The lines of a text file as fields between blanks, with their numbers.
struct TextLines: Sequence, IteratorProtocol {
  private let bytes: [UInt8]
  private var position = 0
  private(set) var number = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The bytes of the next line that is not blank, without its end.
  mutating func next() -> ArraySlice<UInt8>? {
    while position < bytes.count {
      let start = position
      let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
      position = end + 1
      number += 1
      if !bytes[start..<end].allSatisfy(Self.isBlank) { return bytes[start..<end] }
    }
    return nil
  }

  /// The fields of a line.
  ///
  /// - Throws: `DataError` when there are fewer or more than expected, or a byte is no UTF-8.
  static func fields(
    _ line: ArraySlice<UInt8>, expected: String, count: Int, file: String?, number: Int
  ) throws(DataError) -> [String] {
    let fields = line.split(whereSeparator: isBlank)
    guard fields.count == count else {
      throw DataError(
        file: file, line: number, "expected \(count) fields '\(expected)', found \(fields.count)")
    }
    var texts: [String] = []
    for field in fields {
      guard let text = String(validating: field, as: UTF8.self) else {
        throw DataError(file: file, line: number, "expected UTF-8 text, found other bytes")
      }
      texts.append(text)
    }
    return texts
  }

  static func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
  }
}
