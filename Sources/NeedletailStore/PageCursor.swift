/// The place in an ordered list from which its next page goes on: the parts of the last key shown, as one word
/// that may stand in a URL.
///
/// Ids hold no '/', so it separates them; the whole is written in hexadecimal digits.
package struct PageCursor: Sendable, Hashable {
  /// The parts of the last key shown.
  package var parts: [String]

  /// After a key.
  package init(after parts: [String]) { self.parts = parts }

  /// Reads what `text` wrote.
  ///
  /// - Parameter count: how many parts a key has.
  /// - Throws: `StoreError` (invalidCursor).
  package init(_ text: String, parts count: Int) throws {
    let digits = text.utf8.map { Character(UnicodeScalar($0)).hexDigitValue }
    var bytes: [UInt8] = []
    for place in stride(from: 0, to: digits.count - 1, by: 2) {
      guard let high = digits[place], let low = digits[place + 1] else { break }
      bytes.append(UInt8(high << 4 | low))
    }
    let words = String(validating: bytes, as: UTF8.self)?
      .split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard bytes.count * 2 == digits.count, let words, words.count == count, words.allSatisfy({ !$0.isEmpty })
    else {
      throw StoreError(
        .invalidCursor, place: "cursor", "expected what an earlier page gave, found '\(text.prefix(60))'")
    }
    parts = words
  }

  /// The cursor as a word.
  package var text: String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for byte in parts.joined(separator: "/").utf8 {
      text += [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
    return String(decoding: text, as: UTF8.self)
  }
}

extension Page {
  /// A page from its elements and, when there are more, one further.
  package init(_ found: [Element], count: Int, key: (Element) -> [String]) {
    let elements = Array(found.prefix(count))
    let next = found.count > count ? elements.last.map { PageCursor(after: key($0)).text } : nil
    self.init(elements, next: next)
  }
}
