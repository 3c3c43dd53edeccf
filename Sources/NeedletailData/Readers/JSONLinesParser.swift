/// Parses lines of one JSON object each.
struct JSONLinesParser: ChunkParser {
  /// Key and role of the columns that are read.
  let keys: [(key: [UInt8], role: FieldRole)]
  let clock: ClockReading
  let policy: ReadOptions.ErrorPolicy

  var quoting: Quoting? { nil }
  var roles: Set<FieldRole> { Set(keys.map(\.role)) }

  func capacity(of text: UnsafeMutableBufferPointer<UInt8>) -> Int { occurrences(of: Byte.newline, in: text) }

  func parse(_ text: UnsafeMutableBufferPointer<UInt8>, into chunk: ParsedChunk) {
    guard var start = text.baseAddress else { return }
    let end = start + text.count
    var row = 0
    var line = 0
    while start < end {
      var stop = start
      while stop < end, stop.pointee != Byte.newline { stop += 1 }
      let record = UnsafeMutableBufferPointer(start: start, count: stop - start)
      if !record.allSatisfy({ Byte.isBlank($0) || $0 == Byte.carriageReturn }) {
        do {
          try parseRecord(start, stop, chunk, row)
          row += 1
        } catch {
          if !chunk.reject(RowError(line: line, message: error.message), policy: policy) { break }
        }
      }
      line += 1
      start = stop + 1
    }
    chunk.lines = line
    chunk.finish(count: row)
  }

  private func parseRecord(
    _ start: UnsafeMutablePointer<UInt8>, _ stop: UnsafeMutablePointer<UInt8>, _ chunk: ParsedChunk,
    _ row: Int
  ) throws(JSONScanner.Failure) {
    var scanner = JSONScanner(start, end: stop)
    var seen: UInt64 = 0
    try scanner.object { (key, value) throws(JSONScanner.Failure) in
      guard let index = keys.firstIndex(where: { $0.key.elementsEqual(key.bytes) }) else { return }
      try store(value, index, chunk, row)
      seen |= 1 << UInt64(index)
    }
    for (index, entry) in keys.enumerated() where seen & (1 << UInt64(index)) == 0 {
      switch entry.role {
      case .completion: chunk.columns.completion?[row] = .nan
      case .dwell: chunk.columns.dwell?[row] = .nan
      case .intent: chunk.columns.intent?[row] = .nan
      default: throw JSONScanner.Failure(message: "expected a key '\(name(index))', found none")
      }
    }
  }

  private func store(
    _ value: JSONScanner.Value, _ index: Int, _ chunk: ParsedChunk, _ row: Int
  ) throws(JSONScanner.Failure) {
    let field: Field
    switch value {
    case .string(let text), .number(let text): field = text
    case .other(let what):
      throw JSONScanner.Failure(message: "key \(name(index)): expected a string or a number, found \(what)")
    }
    do {
      try FieldStore.store(field, as: keys[index].role, clock: clock, in: chunk, chunk.columns, row)
    } catch {
      throw JSONScanner.Failure(message: "key \(name(index)): \(error.message)")
    }
  }

  private func name(_ index: Int) -> String { String(decoding: keys[index].key, as: UTF8.self) }
}
