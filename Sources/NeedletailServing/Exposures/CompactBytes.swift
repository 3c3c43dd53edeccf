/// Writes numbers in as few bytes as they need: seven bits a byte, the lowest first.
struct CompactWriter {
  private(set) var bytes: [UInt8] = []

  mutating func write(_ number: UInt64) {
    var rest = number
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  mutating func write(_ number: Int) { write(UInt64(number)) }

  /// A number of either sign: small magnitudes take few bytes.
  mutating func write(signed number: Int64) {
    write(UInt64(bitPattern: number << 1 ^ number >> 63))
  }

  mutating func write(_ number: Float) {
    withUnsafeBytes(of: number.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
  }

  mutating func write(word: UInt64) {
    withUnsafeBytes(of: word.littleEndian) { bytes.append(contentsOf: $0) }
  }

  mutating func write(_ text: String) {
    write(text.utf8.count)
    bytes.append(contentsOf: text.utf8)
  }

  mutating func append(_ other: CompactWriter) { bytes.append(contentsOf: other.bytes) }
}

/// Reads what `CompactWriter` wrote; anything else is an error, never a trap.
struct CompactReader {
  struct Malformed: Error {}

  private let bytes: ArraySlice<UInt8>
  private var place: Int

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    place = bytes.startIndex
  }

  var isAtEnd: Bool { place == bytes.endIndex }

  mutating func number() throws(Malformed) -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      guard place < bytes.endIndex, shift < 64 else { throw Malformed() }
      let byte = bytes[place]
      place += 1
      guard shift < 63 || byte <= 1 else { throw Malformed() }
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
      shift += 7
    }
  }

  /// A number that counts things of at least one byte each: never more than there are bytes.
  mutating func count() throws(Malformed) -> Int {
    let value = try number()
    guard value <= UInt64(bytes.endIndex - place) else { throw Malformed() }
    return Int(value)
  }

  /// A number below a bound.
  mutating func index(below bound: Int) throws(Malformed) -> Int {
    let value = try number()
    guard value < UInt64(bound) else { throw Malformed() }
    return Int(value)
  }

  mutating func signed() throws(Malformed) -> Int64 {
    let value = try number()
    return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
  }

  mutating func word() throws(Malformed) -> UInt64 {
    try taken(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  mutating func float() throws(Malformed) -> Float {
    Float(bitPattern: try taken(4).reversed().reduce(0) { $0 << 8 | UInt32($1) })
  }

  mutating func text() throws(Malformed) -> String {
    let count = try count()
    return String(decoding: try taken(count), as: UTF8.self)
  }

  private mutating func taken(_ count: Int) throws(Malformed) -> ArraySlice<UInt8> {
    guard count <= bytes.endIndex - place else { throw Malformed() }
    defer { place += count }
    return bytes[place..<place + count]
  }
}
