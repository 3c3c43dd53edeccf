/// Parses blocks of delimited text.
///
/// Most records are plain: integers, decimals and newlines where they are expected. `plainRecord` reads those
/// in one pass, without finding the fields first; whatever it does not like it leaves to `anyRecord`, which
/// knows quotes, text ids, blanks and every error. Both give the same rows.
struct DelimitedParser: ChunkParser {
  let dialect: Dialect
  let policy: ReadOptions.ErrorPolicy
  /// Whether plain records take the short way; tests turn it off to compare.
  var takesShortcut = true

  var quoting: Quoting? { dialect.quoting }
  var roles: Set<FieldRole> { Set(dialect.roles) }

  func capacity(of text: UnsafeMutableBufferPointer<UInt8>) -> Int { occurrences(of: Byte.newline, in: text) }

  func parse(_ text: UnsafeMutableBufferPointer<UInt8>, into chunk: ParsedChunk) {
    guard var position = text.baseAddress else { return }
    let end = position + text.count
    let columns = chunk.columns
    var general = RecordReader(dialect: dialect, end: end)
    var row = 0
    var lines = 0
    let plain = takesShortcut && PlainRecord.reads(dialect)
    let shape = PlainRecord(dialect)
    while position < end {
      if plain, let next = shape.read(position, columns, row) {
        position = UnsafeMutablePointer(mutating: next)
        row &+= 1
        lines &+= 1
        continue
      }
      if general.skipEmptyLine(&position) {
        lines += 1
        continue
      }
      let first = lines
      do {
        lines += try general.read(&position)
        try general.store(in: chunk, columns, row)
        row += 1
      } catch {
        lines += general.linesOfFailure
        if !chunk.reject(RowError(line: first, message: error.message), policy: policy) { break }
      }
    }
    chunk.lines = lines
    chunk.finish(count: row)
  }
}
