/// Parses lines of libFM and libSVM: `label index:value index:value … # comment`.
///
/// A line is the interaction of the user that one of its features names with the item that another one names,
/// by their place in the line; the label is the value. Further features, the context, are checked and passed
/// over.
struct FeatureLineParser: ChunkParser {
  /// The place of the user's feature among the features of a line, from 0.
  let user: Int
  /// The place of the item's feature.
  let item: Int
  let policy: ReadOptions.ErrorPolicy

  var quoting: Quoting? { nil }
  var roles: Set<FieldRole> { [.user, .item, .value] }

  func capacity(of text: UnsafeMutableBufferPointer<UInt8>) -> Int { occurrences(of: Byte.newline, in: text) }

  func parse(_ text: UnsafeMutableBufferPointer<UInt8>, into chunk: ParsedChunk) {
    guard let base = text.baseAddress else { return }
    var position = UnsafePointer(base)
    let end = position + text.count
    var row = 0
    var line = 0
    while position < end {
      var stop = position
      while stop < end, stop.pointee != Byte.newline { stop += 1 }
      do {
        if try parseLine(Field(position, count: stop - position), chunk, row) { row += 1 }
      } catch {
        guard chunk.reject(RowError(line: line, message: error.message), policy: policy) else { break }
      }
      line += 1
      position = stop + 1
    }
    chunk.lines = line
    chunk.finish(count: row)
  }

  /// Stores a line; false when there is nothing on it.
  private func parseLine(
    _ line: Field, _ chunk: ParsedChunk, _ row: Int
  ) throws(FieldStore.Refusal) -> Bool {
    var rest = line
    guard let label = FeatureLine.nextWord(&rest) else { return false }
    let clock = ClockReading(unit: .seconds)
    try FieldStore.store(label, as: .value, clock: clock, in: chunk, chunk.columns, row)
    var place = 0
    while let word = FeatureLine.nextWord(&rest) {
      let index = try FeatureLine.feature(word).index
      if place == user { try FieldStore.store(index, as: .user, clock: clock, in: chunk, chunk.columns, row) }
      if place == item { try FieldStore.store(index, as: .item, clock: clock, in: chunk, chunk.columns, row) }
      place += 1
    }
    let needed = max(user, item) + 1
    guard place >= needed else {
      throw FieldStore.Refusal("expected at least \(needed) features after the label, found \(place)")
    }
    return true
  }
}

/// The words of a line of libFM or libSVM.
enum FeatureLine {
  /// The next word of a line, or nil at its end or at a comment.
  static func nextWord(_ rest: inout Field) -> Field? {
    func isBlank(_ byte: UInt8) -> Bool { Byte.isBlank(byte) || byte == Byte.carriageReturn }
    while rest.count > 0, isBlank(rest.start.pointee) { rest = Field(rest.start + 1, count: rest.count - 1) }
    guard rest.count > 0, rest.start.pointee != UInt8(ascii: "#") else { return nil }
    var length = 0
    while length < rest.count, !isBlank(rest.start[length]) { length += 1 }
    defer { rest = Field(rest.start + length, count: rest.count - length) }
    return Field(rest.start, count: length)
  }

  /// The index and the value of a feature `index:value`, both checked.
  static func feature(_ word: Field) throws(FieldStore.Refusal) -> (index: Field, value: Field) {
    guard let colon = word.bytes.firstIndex(of: UInt8(ascii: ":")) else {
      throw FieldStore.Refusal(expected: "a feature index:value", found: word)
    }
    let index = Field(word.start, count: colon)
    let value = Field(word.start + colon + 1, count: word.count - colon - 1)
    guard let number = NumberParsing.integer(index), number >= 0 else {
      throw FieldStore.Refusal(expected: "a feature's index, a whole number from 0", found: index)
    }
    guard NumberParsing.float(value) != nil else {
      throw FieldStore.Refusal(expected: "a feature's value, a finite number", found: value)
    }
    return (index, value)
  }
}
