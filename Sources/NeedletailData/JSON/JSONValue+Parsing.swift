extension JSONValue {
  /// Why bytes are no JSON, and where.
  public struct ParsingError: Error, CustomStringConvertible, Sendable, Equatable {
    /// The byte at which reading stopped, from 0.
    public let offset: Int
    /// What was expected and what was found.
    public let message: String
    /// The place and the reason.
    public var description: String { "byte \(offset): \(message)" }
  }

  /// Parses one JSON value that fills the bytes.
  ///
  /// - Parameters:
  ///   - bytes: UTF-8; anything else is an error.
  ///   - depth: how deep arrays and objects may nest: 1 for arrays of plain values.
  /// - Throws: `ParsingError`. Numbers beyond the range of a double are errors.
  /// - Complexity: O(bytes).
  public init(parsing bytes: some Sequence<UInt8>, depth: Int = 64) throws(ParsingError) {
    var parser = JSONValueParser(bytes: Array(bytes), depth: depth)
    self = try parser.parse()
  }

  /// Parses JSON text.
  public init(parsing text: String, depth: Int = 64) throws(ParsingError) {
    try self.init(parsing: text.utf8, depth: depth)
  }
}

/// A recursive descent over bytes, with bounds on depth.
private struct JSONValueParser {
  let bytes: [UInt8]
  let depth: Int
  var place = 0

  init(bytes: [UInt8], depth: Int) {
    self.bytes = bytes
    self.depth = depth
  }

  mutating func parse() throws(JSONValue.ParsingError) -> JSONValue {
    let value = try self.value(level: 0)
    skipBlanks()
    guard place == bytes.count else { throw fault("the end") }
    return value
  }

  private func fault(_ expected: String) -> JSONValue.ParsingError {
    let found: String
    if place >= bytes.count {
      found = "the end"
    } else if (0x21..<0x7F).contains(bytes[place]) {
      found = "'\(Character(UnicodeScalar(bytes[place])))'"
    } else {
      found = "byte \(bytes[place])"
    }
    return JSONValue.ParsingError(offset: place, message: "expected \(expected), found \(found)")
  }

  private mutating func skipBlanks() {
    while place < bytes.count {
      switch bytes[place] {
      case 0x20, 0x09, 0x0A, 0x0D: place += 1
      default: return
      }
    }
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard place < bytes.count, bytes[place] == byte else { return false }
    place += 1
    return true
  }

  private mutating func value(level: Int) throws(JSONValue.ParsingError) -> JSONValue {
    skipBlanks()
    guard place < bytes.count else { throw fault("a value") }
    switch bytes[place] {
    case UInt8(ascii: "{"): return try object(level: level)
    case UInt8(ascii: "["): return try array(level: level)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .boolean(true))
    case UInt8(ascii: "f"): return try word("false", .boolean(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
    default: throw fault("a value")
    }
  }

  private mutating func word(
    _ word: String, _ value: JSONValue
  ) throws(JSONValue.ParsingError) -> JSONValue {
    for byte in word.utf8 { guard take(byte) else { throw fault("'\(word)'") } }
    return value
  }

  private mutating func open(level: Int) throws(JSONValue.ParsingError) {
    guard level < depth else {
      throw JSONValue.ParsingError(offset: place, message: "nested deeper than \(depth) levels")
    }
    place += 1
  }

  private mutating func array(level: Int) throws(JSONValue.ParsingError) -> JSONValue {
    try open(level: level)
    var values: [JSONValue] = []
    skipBlanks()
    if take(UInt8(ascii: "]")) { return .array(values) }
    while true {
      values.append(try value(level: level + 1))
      skipBlanks()
      if take(UInt8(ascii: "]")) { return .array(values) }
      guard take(UInt8(ascii: ",")) else { throw fault("',' or ']'") }
    }
  }

  private mutating func object(level: Int) throws(JSONValue.ParsingError) -> JSONValue {
    try open(level: level)
    var members: [JSONValue.Member] = []
    var positions: [String: Int] = [:]
    skipBlanks()
    if take(UInt8(ascii: "}")) { return .object(members) }
    while true {
      skipBlanks()
      guard place < bytes.count, bytes[place] == UInt8(ascii: "\"") else { throw fault("a key in quotes") }
      let key = try string()
      skipBlanks()
      guard take(UInt8(ascii: ":")) else { throw fault("':'") }
      let member = JSONValue.Member(key, try value(level: level + 1))
      if let position = positions[key] {
        members[position] = member
      } else {
        positions[key] = members.count
        members.append(member)
      }
      skipBlanks()
      if take(UInt8(ascii: "}")) { return .object(members) }
      guard take(UInt8(ascii: ",")) else { throw fault("',' or '}'") }
    }
  }

  private mutating func number() throws(JSONValue.ParsingError) -> JSONValue {
    let start = place
    _ = take(UInt8(ascii: "-"))
    if !take(UInt8(ascii: "0")) { try digits() }
    var isInteger = true
    if take(UInt8(ascii: ".")) {
      isInteger = false
      try digits()
    }
    if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
      isInteger = false
      if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
      try digits()
    }
    let text = String(decoding: bytes[start..<place], as: UTF8.self)
    if isInteger, text != "-0", let integer = Int64(text) { return .integer(integer) }
    guard let number = Double(text), number.isFinite else {
      throw JSONValue.ParsingError(offset: start, message: "the number \(text.prefix(40)) is out of range")
    }
    return .number(number)
  }

  private mutating func digits() throws(JSONValue.ParsingError) {
    let start = place
    while place < bytes.count, (48..<58).contains(bytes[place]) { place += 1 }
    guard place > start else { throw fault("a digit") }
  }

  private mutating func string() throws(JSONValue.ParsingError) -> String {
    place += 1
    var text: [UInt8] = []
    var run = place
    while place < bytes.count {
      switch bytes[place] {
      case UInt8(ascii: "\""):
        text += bytes[run..<place]
        guard let string = String(validating: text, as: UTF8.self) else {
          throw JSONValue.ParsingError(offset: place, message: "the string is no UTF-8")
        }
        place += 1
        return string
      case UInt8(ascii: "\\"):
        text += bytes[run..<place]
        place += 1
        try escape(into: &text)
        run = place
      case 0..<0x20: throw fault("a character of a string")
      default: place += 1
      }
    }
    throw fault("'\"'")
  }

  private mutating func escape(into text: inout [UInt8]) throws(JSONValue.ParsingError) {
    guard place < bytes.count else { throw fault("an escape") }
    let byte = bytes[place]
    place += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
    case UInt8(ascii: "b"): text.append(8)
    case UInt8(ascii: "f"): text.append(12)
    case UInt8(ascii: "n"): text.append(10)
    case UInt8(ascii: "r"): text.append(13)
    case UInt8(ascii: "t"): text.append(9)
    case UInt8(ascii: "u"):
      var code = UInt32(try hexadecimal())
      if (0xD800..<0xDC00).contains(code), take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) {
        let low = UInt32(try hexadecimal())
        guard (0xDC00..<0xE000).contains(low) else { throw fault("the second half of a surrogate pair") }
        code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00)
      }
      guard let scalar = UnicodeScalar(code) else { throw fault("the second half of a surrogate pair") }
      text += Array(Character(scalar).utf8)
    default:
      place -= 1
      throw fault("an escape")
    }
  }

  private mutating func hexadecimal() throws(JSONValue.ParsingError) -> UInt16 {
    var code: UInt16 = 0
    for _ in 0..<4 {
      guard place < bytes.count, let digit = Character(UnicodeScalar(bytes[place])).hexDigitValue else {
        throw fault("a hexadecimal digit")
      }
      code = code << 4 | UInt16(digit)
      place += 1
    }
    return code
  }
}
