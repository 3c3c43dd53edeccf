/// The long way through a record of delimited text: quotes, text ids, blanks, and errors that say what is wrong.
struct RecordReader {
  struct Failure: Error {
    var message: String
  }

  private let dialect: Dialect
  private let end: UnsafeMutablePointer<UInt8>
  private var fields: [Field] = []
  /// How many lines the record took that was read last, or that was refused.
  private(set) var lines = 1
  private let needed: Int

  init(dialect: Dialect, end: UnsafeMutablePointer<UInt8>) {
    self.dialect = dialect
    self.end = end
    needed = (dialect.roles.lastIndex { $0 != .ignored } ?? -1) + 1
  }

  /// Steps over a line that holds nothing but blanks.
  func skipEmptyLine(_ position: inout UnsafeMutablePointer<UInt8>) -> Bool {
    var place = position
    while place < end, Byte.isBlank(place.pointee) || place.pointee == Byte.carriageReturn {
      // A leading tab can delimit an empty field.
      if dialect.delimiter == .byte(place.pointee) { return false }
      place += 1
    }
    guard place == end || place.pointee == Byte.newline else { return false }
    position = place == end ? end : place + 1
    return true
  }

  /// Finds the fields of the record at a position and steps over it.
  mutating func read(_ position: inout UnsafeMutablePointer<UInt8>) throws(Failure) {
    fields.removeAll(keepingCapacity: true)
    lines = 1
    var place = position
    if dialect.delimiter == .blanks { while Byte.isBlank(place.pointee) { place += 1 } }
    while true {
      if place < end, place.pointee == Byte.quote, dialect.quoting != nil {
        guard let field = unquote(&place) else {
          skipLine(&position)
          lines = 1
          throw Failure(message: "a quoted field is not closed")
        }
        fields.append(field)
        if place < end, !endsField(place) {
          skipLine(&place)
          position = place
          throw Failure(message: "expected a delimiter after a closing quote")
        }
      } else {
        let start = place
        while place < end, !endsField(place) { place += 1 }
        fields.append(Field(start, count: place - start).trimmed)
      }
      if place >= end || place.pointee == Byte.newline || place.pointee == Byte.carriageReturn { break }
      place += dialect.delimiter == .doubleColon ? 2 : 1
      if dialect.delimiter == .blanks {
        while place < end, Byte.isBlank(place.pointee) { place += 1 }
        // Blanks at the end of a line delimit nothing.
        if place >= end || place.pointee == Byte.newline || place.pointee == Byte.carriageReturn { break }
      }
    }
    skipLine(&place)
    position = place
  }

  /// The fields found last.
  var found: [Field] { fields }

  /// The fields found last, as text.
  var texts: [String] { fields.map { TextEncoding.decode($0.bytes) } }

  /// The fields found last, as text of a known encoding.
  func texts(isUTF8: Bool) -> [String] {
    fields.map { isUTF8 ? $0.string : TextEncoding.latin1($0.bytes) }
  }

  private func endsField(_ place: UnsafeMutablePointer<UInt8>) -> Bool {
    let byte = place.pointee
    if byte == Byte.newline { return true }
    if byte == Byte.carriageReturn { return place + 1 >= end || place[1] == Byte.newline }
    switch dialect.delimiter {
    case .byte(let delimiter): return byte == delimiter
    case .doubleColon: return byte == Byte.colon && place + 1 < end && place[1] == Byte.colon
    case .blanks: return Byte.isBlank(byte)
    }
  }

  private func skipLine(_ place: inout UnsafeMutablePointer<UInt8>) {
    while place < end, place.pointee != Byte.newline { place += 1 }
    if place < end { place += 1 }
  }

  /// Takes the quotes off the field at a place, in its own memory, and steps to what follows.
  private mutating func unquote(_ place: inout UnsafeMutablePointer<UInt8>) -> Field? {
    let start = place + 1
    var from = start
    // A first pass that writes nothing: an unclosed quote leaves the text as it was.
    var newlines = 0
    var doubled = false
    while true {
      guard from < end else { return nil }
      if from.pointee == Byte.quote {
        guard from + 1 < end, from[1] == Byte.quote else { break }
        doubled = true
        from += 1
      } else if from.pointee == Byte.newline {
        newlines += 1
      }
      from += 1
    }
    lines += newlines
    place = from + 1
    guard doubled else { return Field(start, count: from - start) }
    let close = from
    var to = start
    from = start
    while from < close {
      to.pointee = from.pointee
      from += from.pointee == Byte.quote ? 2 : 1
      to += 1
    }
    return Field(start, count: to - start)
  }

  /// Converts the fields found by `read` and writes them as row `row`.
  func store(in chunk: ParsedChunk, _ columns: ParsedChunk.Pointers, _ row: Int) throws(Failure) {
    guard fields.count == dialect.roles.count || (dialect.ragged && fields.count >= needed) else {
      throw Failure(
        message:
          "expected \(dialect.roles.count) fields (\(names)) separated by \(dialect.delimiter.description), "
          + "found \(fields.count)")
    }
    for (index, role) in dialect.roles.enumerated() where role != .ignored {
      try store(fields[index], as: role, name: dialect.names[index], in: chunk, columns, row)
    }
  }

  private var names: String {
    dialect.names.prefix(8).joined(separator: ", ") + (dialect.names.count > 8 ? ", …" : "")
  }

  private func store(
    _ field: Field, as role: FieldRole, name: String, in chunk: ParsedChunk, _ columns: ParsedChunk.Pointers,
    _ row: Int
  ) throws(Failure) {
    do {
      try FieldStore.store(field, as: role, clock: dialect.clock, in: chunk, columns, row)
    } catch {
      throw Failure(message: "column \(name): \(error.message)")
    }
  }
}
