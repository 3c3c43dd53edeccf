/// A piece of a page. Text that is put into it is escaped, pieces of pages are not.
///
/// ```swift
/// let cell: HTML = "<td>\(name)</td>"      // a name of `<b>` shows as `<b>`
/// let row: HTML = "<tr>\(cell)</tr>"
/// ```
package struct HTML: Sendable, Hashable, ExpressibleByStringInterpolation {
  /// The piece as it is sent.
  package let text: String

  /// A piece that the program itself wrote.
  package init(stringLiteral text: String) { self.text = text }

  /// A piece that the program wrote around pieces and texts.
  package init(stringInterpolation: StringInterpolation) { text = stringInterpolation.text }

  /// Pieces one after the other.
  package init(joining pieces: [HTML]) { text = pieces.map(\.text).joined() }

  /// Text with the characters that mean something in HTML written as references, for content and for attributes
  /// in quotes.
  package static func escaped(_ text: String) -> String {
    var escaped = ""
    escaped.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      case "\n", "\t": escaped.unicodeScalars.append(scalar)
      // Control characters, and those that turn the direction of the text around them.
      case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}":
        escaped += "\u{FFFD}"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }

  /// What collects the parts of a piece.
  package struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var text = ""

    /// Nothing yet.
    package init(literalCapacity: Int, interpolationCount: Int) { text.reserveCapacity(literalCapacity) }
    /// What the program wrote.
    package mutating func appendLiteral(_ literal: String) { text += literal }
    /// Text from anywhere.
    package mutating func appendInterpolation(_ text: String) { self.text += HTML.escaped(text) }
    /// A number.
    package mutating func appendInterpolation(_ number: some FixedWidthInteger) { text += String(number) }
    /// A piece.
    package mutating func appendInterpolation(_ piece: HTML) { text += piece.text }
  }
}
