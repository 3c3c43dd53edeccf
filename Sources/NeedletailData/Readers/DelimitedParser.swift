/// Parses blocks of delimited text.
///
/// Most records are plain: integers, decimals and newlines where they are expected. `PlainText` and `PlainRecord`
/// read those the short way; whatever they do not like they leave to `RecordReader`, which knows quotes, text
/// ids, blanks and every error. All give the same rows.
struct DelimitedParser: ChunkParser {
  let dialect: Dialect
  let policy: ReadOptions.ErrorPolicy

  var quoting: Quoting? { dialect.quoting }
  var roles: Set<FieldRole> { Set(dialect.roles) }

  /// How much text is parsed at once: its columns fit in the nearest cache.
  private static let pieceSize = 1 << 17

  func capacity(of text: UnsafeMutableBufferPointer<UInt8>) -> Int { occurrences(of: Byte.newline, in: text) }

  func parse(_ text: UnsafeMutableBufferPointer<UInt8>, into chunk: ParsedChunk) {
    guard var position = text.baseAddress else { return }
    let end = position + text.count
    let columns = chunk.columns
    var general = RecordReader(dialect: dialect, end: end)
    var row = 0
    var lines = 0
    let vector = PlainText(dialect, columns)
    let plain = vector == nil && PlainRecord.reads(dialect)
    let shape = PlainRecord(dialect)
    while position < end {
      if let vector {
        while position < end {
          // A piece at a time: its ids are looked at again while they are in the nearest cache.
          let piece = min(end - position, Self.pieceSize)
          let (bytes, rows) = vector.parse(position, count: piece, row: row)
          position += bytes
          row &+= rows
          lines &+= rows
          // What is left of a piece without an odd record is the beginning of one that goes on.
          guard bytes > Self.pieceSize / 2 else { break }
          chunk.note(count: row)
        }
        guard position < end else { break }
      } else if plain, let next = shape.read(position, columns, row) {
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
      defer { lines += general.lines }
      do {
        try general.read(&position)
        try general.store(in: chunk, columns, row)
        row += 1
      } catch {
        if !chunk.reject(RowError(line: first, message: error.message), policy: policy) { break }
      }
    }
    chunk.lines = lines
    chunk.finish(count: row)
  }
}
