/// Parses the negatives of the NCF benchmark: `(user,item)`, then item ids, separated by tabs.
struct NegativesParser: ChunkParser {
  let policy: ReadOptions.ErrorPolicy

  var quoting: Quoting? { nil }
  var roles: Set<FieldRole> { [.user, .item] }

  func capacity(of text: UnsafeMutableBufferPointer<UInt8>) -> Int { occurrences(of: Byte.tab, in: text) }

  func parse(_ text: UnsafeMutableBufferPointer<UInt8>, into chunk: ParsedChunk) {
    var row = 0
    var line = 0
    for record in UnsafeBufferPointer(text).split(separator: Byte.newline, omittingEmptySubsequences: false) {
      defer { line += 1 }
      var fields = record.split(separator: Byte.tab).makeIterator()
      guard let pair = fields.next(), let text = pair.base.baseAddress, pair.first != Byte.carriageReturn
      else { continue }
      guard let user = user(Field(text + pair.startIndex, count: pair.count)) else {
        let error = RowError(line: line, message: "expected '(user,item)' before the negatives")
        guard chunk.reject(error, policy: policy) else { break }
        continue
      }
      let code = IDCode.code(user, strings: &chunk.userStrings)
      while let field = fields.next() {
        var item = Field(text + field.startIndex, count: field.count).trimmed
        if item.count > 0, item.start[item.count - 1] == Byte.carriageReturn { item.count -= 1 }
        guard item.count > 0 else { continue }
        chunk.columns.users[row] = code
        chunk.columns.items[row] = IDCode.code(item, strings: &chunk.itemStrings)
        row += 1
      }
    }
    // The text behind the last newline is no line.
    chunk.lines = max(0, line - 1)
    chunk.finish(count: row)
  }

  /// The user of `(user,item)`.
  private func user(_ pair: Field) -> Field? {
    guard pair.bytes.first == UInt8(ascii: "("), let comma = pair.bytes.firstIndex(of: UInt8(ascii: ",")),
      comma > 1
    else { return nil }
    return Field(pair.start + 1, count: comma - 1).trimmed
  }
}
