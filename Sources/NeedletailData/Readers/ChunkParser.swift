/// Turns the text of one block into columns. A block holds whole records and ends with a newline, and
/// `DigitRun.padding` bytes beyond it can be read.
protocol ChunkParser: Sendable {
  /// Whether a quoted field can hold newlines, so that blocks must not end inside one.
  var quoting: Quoting? { get }
  /// The columns that rows have.
  var roles: Set<FieldRole> { get }
  /// How many rows a block can hold at most.
  func capacity(of text: UnsafeMutableBufferPointer<UInt8>) -> Int
  /// Parses a block; it may rewrite its bytes.
  func parse(_ text: UnsafeMutableBufferPointer<UInt8>, into chunk: ParsedChunk)
}

/// How fields can be quoted: in double quotes when the field begins with one, doubled inside (RFC 4180).
struct Quoting: Sendable {
  /// The byte that ends a field.
  var delimiter: UInt8
}

/// How many bytes of a text equal one byte.
func occurrences(of byte: UInt8, in text: UnsafeMutableBufferPointer<UInt8>) -> Int {
  var total = 0
  var start = 0
  // Counting in bytes for 255 rounds of a vector's width lets the compiler use whole registers.
  while start < text.count {
    let end = min(start + 8192, text.count)
    var part: UInt16 = 0
    for index in start..<end { part &+= text[index] == byte ? 1 : 0 }
    total += Int(part)
    start = end
  }
  return total
}
