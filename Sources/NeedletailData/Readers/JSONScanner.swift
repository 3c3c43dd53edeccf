/// Walks through one JSON object of a line, without building a tree.
struct JSONScanner {
  struct Failure: Error {
    var message: String
  }

  enum Value {
    /// A text; an empty one for null.
    case string(Field)
    case number(Field)
    case other(String)
  }

  private(set) var place: UnsafeMutablePointer<UInt8>
  private let end: UnsafeMutablePointer<UInt8>

  /// A scanner of the bytes up to `end`.
  init(_ start: UnsafeMutablePointer<UInt8>, end: UnsafeMutablePointer<UInt8>) {
    place = start
    self.end = end
  }

  /// Calls the closure with each key and value of the object; strings are unescaped in their own memory.
  mutating func object(_ body: (Field, Value) throws(Failure) -> Void) throws(Failure) {
    try expect("{")
    skipBlanks()
    if peek == UInt8(ascii: "}") { place += 1 } else { try members(body) }
    skipBlanks()
    guard place == end else { throw Failure(message: "expected the end of the line after the object") }
  }

  private mutating func members(_ body: (Field, Value) throws(Failure) -> Void) throws(Failure) {
    while true {
      skipBlanks()
      guard peek == Byte.quote else { throw Failure(message: "expected a key in quotes, found \(found)") }
      let key = try string()
      try expect(":")
      try body(key, try value())
      skipBlanks()
      guard let next = peek else { throw Failure(message: "the object is not closed") }
      place += 1
      if next == UInt8(ascii: "}") { return }
      guard next == UInt8(ascii: ",") else { throw Failure(message: "expected ',' or '}' after a value") }
    }
  }

  private var peek: UInt8? { place < end ? place.pointee : nil }
  private var found: String { peek.map { "'\(TextEncoding.latin1([$0]))'" } ?? "the end of the line" }

  private mutating func skipBlanks() {
    while place < end, Byte.isBlank(place.pointee) || place.pointee == Byte.carriageReturn { place += 1 }
  }

  private mutating func expect(_ character: Unicode.Scalar) throws(Failure) {
    skipBlanks()
    guard peek == UInt8(ascii: character) else {
      throw Failure(message: "expected '\(character)', found \(found)")
    }
    place += 1
  }

  private mutating func value() throws(Failure) -> Value {
    skipBlanks()
    switch peek {
    case Byte.quote: return .string(try string())
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      try skipNested()
      return .other("an object or a list")
    default:
      let start = place
      while let byte = peek, byte > Byte.space, byte != UInt8(ascii: ","), byte != UInt8(ascii: "}") {
        place += 1
      }
      let word = Field(start, count: place - start)
      guard let first = word.bytes.first else { throw Failure(message: "expected a value, found \(found)") }
      if Byte.isDigit(first) || first == Byte.minus { return .number(word) }
      return switch word.string {
      case "null": .string(Field(start, count: 0))
      case "true", "false": .other(word.string)
      default: throw Failure(message: "expected a value, found \(word.quoted)")
      }
    }
  }

  /// Steps over an object or a list, counting how deep it goes instead of descending.
  private mutating func skipNested() throws(Failure) {
    var depth = 0
    while let byte = peek {
      switch byte {
      case Byte.quote:
        _ = try string()
        continue
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
      default: break
      }
      place += 1
      if depth == 0 { return }
    }
    throw Failure(message: "an object or a list is not closed")
  }

  private mutating func string() throws(Failure) -> Field {
    place += 1
    let start = place
    while place < end, place.pointee != Byte.quote, place.pointee != UInt8(ascii: "\\") { place += 1 }
    var to = place
    while place < end, place.pointee != Byte.quote {
      if place.pointee == UInt8(ascii: "\\") {
        for byte in try escape() {
          to.pointee = byte
          to += 1
        }
      } else {
        to.pointee = place.pointee
        to += 1
        place += 1
      }
    }
    guard place < end else { throw Failure(message: "a string is not closed") }
    place += 1
    return Field(start, count: to - start)
  }

  /// The bytes that an escape stands for: never more than the escape has.
  private mutating func escape() throws(Failure) -> [UInt8] {
    place += 1
    guard let kind = peek else { throw Failure(message: "a string is not closed") }
    place += 1
    switch kind {
    case UInt8(ascii: "n"): return [10]
    case UInt8(ascii: "t"): return [9]
    case UInt8(ascii: "r"): return [13]
    case UInt8(ascii: "b"): return [8]
    case UInt8(ascii: "f"): return [12]
    case Byte.quote, UInt8(ascii: "\\"), UInt8(ascii: "/"): return [kind]
    case UInt8(ascii: "u"):
      let first = try hexadecimal()
      var code = UInt32(first)
      if first & 0xfc00 == 0xd800, peek == UInt8(ascii: "\\"), place + 1 < end, place[1] == UInt8(ascii: "u")
      {
        place += 2
        let second = try hexadecimal()
        code = 0x10000 + (UInt32(first & 0x3ff) << 10) + UInt32(second & 0x3ff)
        guard second & 0xfc00 == 0xdc00 else { throw Failure(message: "half of a surrogate pair") }
      }
      guard let scalar = Unicode.Scalar(code) else { throw Failure(message: "half of a surrogate pair") }
      return Array(String(Character(scalar)).utf8)
    default: throw Failure(message: "unknown escape in a string")
    }
  }

  private mutating func hexadecimal() throws(Failure) -> UInt16 {
    guard end - place >= 4, let code = UInt16(Field(place, count: 4).string, radix: 16) else {
      throw Failure(message: "expected four hexadecimal digits after \\u")
    }
    place += 4
    return code
  }
}
