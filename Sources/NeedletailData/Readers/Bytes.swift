/// Bytes with a meaning in text files.
enum Byte {
  static let tab = UInt8(ascii: "\t")
  static let newline = UInt8(ascii: "\n")
  static let carriageReturn = UInt8(ascii: "\r")
  static let space = UInt8(ascii: " ")
  static let quote = UInt8(ascii: "\"")
  static let plus = UInt8(ascii: "+")
  static let minus = UInt8(ascii: "-")
  static let dot = UInt8(ascii: ".")
  static let zero = UInt8(ascii: "0")
  static let nine = UInt8(ascii: "9")
  static let colon = UInt8(ascii: ":")
  static let hash = UInt8(ascii: "#")

  @inline(__always) static func isDigit(_ byte: UInt8) -> Bool { byte &- zero < 10 }
  @inline(__always) static func isBlank(_ byte: UInt8) -> Bool { byte == space || byte == tab }
}

/// A stretch of bytes inside a buffer that outlives it: one field of one record.
struct Field {
  var start: UnsafePointer<UInt8>
  var count: Int

  @inline(__always) init(_ start: UnsafePointer<UInt8>, count: Int) {
    self.start = start
    self.count = count
  }

  var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: start, count: count) }
  var isEmpty: Bool { count == 0 }

  /// The text, for messages: at most 40 bytes of it, in quotes.
  var quoted: String {
    guard count > 0 else { return "nothing" }
    let text = String(decoding: bytes.prefix(40), as: UTF8.self)
    return "'\(text)\(count > 40 ? "…" : "")'"
  }

  var string: String { String(decoding: bytes, as: UTF8.self) }

  /// The field without blanks at either end.
  var trimmed: Field {
    var field = self
    while field.count > 0, Byte.isBlank(field.start[field.count - 1]) { field.count -= 1 }
    while field.count > 0, Byte.isBlank(field.start.pointee) {
      field.start += 1
      field.count -= 1
    }
    return field
  }
}
