/// What a text of a request may be; the description of the interface says the same.
package struct TextRule: Sendable {
  /// Ids of users, items and events, kinds, categories: 1 to 128 characters, none of them a slash or a control.
  package static let id = TextRule("an id", 1...128) { !isControl($0) && $0 != "/" }
  /// Remarks: up to 2,000 characters, none of them U+0000.
  package static let comment = TextRule("a remark", 0...2000) { $0 != "\0" }
  /// Rules of the expression language: 1 to 2,000 characters.
  package static let expression = TextRule("a rule", 1...2000) { $0 != "\0" }
  /// Places in long lists, as an earlier page gave them.
  package static let cursor = TextRule("a cursor of an earlier page", 1...4096) { $0.isASCII && isWord($0) }
  /// Names of pipelines, versions and files: 1 to 64 letters, digits, `.`, `_`, `-`, the first one no dot.
  package static let name = TextRule("a name", 1...64, startsWithDot: false) { $0.isASCII && isWord($0) }

  private let what: String
  private let lengths: ClosedRange<Int>
  private let startsWithDot: Bool
  private let allows: @Sendable (UnicodeScalar) -> Bool

  private init(
    _ what: String, _ lengths: ClosedRange<Int>, startsWithDot: Bool = true,
    allows: @escaping @Sendable (UnicodeScalar) -> Bool
  ) {
    self.what = what
    self.lengths = lengths
    self.startsWithDot = startsWithDot
    self.allows = allows
  }

  /// What is wrong with a text; nil when nothing is. The text itself is not repeated.
  ///
  /// - Complexity: O(length), at most the longest that is allowed.
  package func complaint(_ text: String) -> String? {
    let scalars = text.unicodeScalars
    guard scalars.prefix(lengths.upperBound + 1).count <= lengths.upperBound else {
      return "expected \(what) of at most \(lengths.upperBound) characters, found more"
    }
    guard scalars.count >= lengths.lowerBound else { return "expected \(what), found nothing" }
    if let stranger = scalars.first(where: { !allows($0) }) {
      let digits = String(stranger.value, radix: 16, uppercase: true)
      let code = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
      return "expected \(what) without U+\(code)"
    }
    if !startsWithDot, text.hasPrefix(".") { return "expected \(what) that does not start with '.'" }
    return nil
  }

  private static func isControl(_ scalar: UnicodeScalar) -> Bool {
    scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value)
  }

  private static func isWord(_ scalar: UnicodeScalar) -> Bool {
    switch scalar {
    case "0"..."9", "a"..."z", "A"..."Z", "-", "_", ".": true
    default: false
    }
  }
}
