/// Parses lines of a user and its items.
struct ListsParser: ChunkParser {
  let delimiter: Delimiter
  let policy: ReadOptions.ErrorPolicy

  var quoting: Quoting? { nil }
  var roles: Set<FieldRole> { [.user, .item] }

  func capacity(of text: UnsafeMutableBufferPointer<UInt8>) -> Int {
    [delimiter.first, Byte.newline, Byte.space, Byte.tab].reduce(0) { $0 + occurrences(of: $1, in: text) }
  }

  func parse(_ text: UnsafeMutableBufferPointer<UInt8>, into chunk: ParsedChunk) {
    guard let base = text.baseAddress else { return }
    var row = 0
    var line = 0
    var position = UnsafePointer(base)
    let end = position + text.count
    while position < end {
      let first = row
      var user: Int64?
      while position.pointee != Byte.newline {
        guard let field = nextField(&position) else { continue }
        guard let id = id(field, isUser: user == nil, chunk) else {
          while position.pointee != Byte.newline { position += 1 }
          row = first
          let error = RowError(
            line: line, message: "expected an id of at most 4096 bytes, found a longer one")
          guard chunk.reject(error, policy: policy) else {
            chunk.finish(count: row)
            return
          }
          break
        }
        if let user {
          chunk.columns.users[row] = user
          chunk.columns.items[row] = id
          row += 1
        } else {
          user = id
        }
      }
      position += 1
      line += 1
    }
    chunk.lines = line
    chunk.finish(count: row)
  }

  /// The field at a position, or nil where there is nothing between two delimiters; steps to the next one.
  private func nextField(_ position: inout UnsafePointer<UInt8>) -> Field? {
    let start = position
    while !endsField(position.pointee) { position += 1 }
    let field = Field(start, count: position - start)
    if position.pointee != Byte.newline { position += 1 }
    return field.isEmpty ? nil : field
  }

  /// Blanks and carriage returns end a field whatever the delimiter.
  private func endsField(_ byte: UInt8) -> Bool {
    byte == delimiter.first || byte == Byte.newline || Byte.isBlank(byte) || byte == Byte.carriageReturn
  }

  private func id(_ field: Field, isUser: Bool, _ chunk: ParsedChunk) -> Int64? {
    let (value, count) = DigitRun.read(field.start)
    if count == field.count, count <= 15, field.start.pointee != Byte.zero || count == 1 {
      return Int64(value)
    }
    guard field.count <= 4096 else { return nil }
    return isUser
      ? IDCode.code(field, strings: &chunk.userStrings) : IDCode.code(field, strings: &chunk.itemStrings)
  }
}
