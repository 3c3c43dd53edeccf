/// Converts one field and writes it to its column: the one place that knows what each role accepts.
enum FieldStore {
  /// What was expected and found.
  struct Refusal: Error {
    var message: String

    init(expected: String, found: Field) { message = "expected \(expected), found \(found.quoted)" }
    init(_ message: String) { self.message = message }
  }

  /// Writes `field` as row `row` of the column that `role` names.
  static func store(
    _ field: Field, as role: FieldRole, clock: ClockReading, in chunk: ParsedChunk,
    _ columns: ParsedChunk.Pointers, _ row: Int
  ) throws(Refusal) {
    switch role {
    case .ignored: break
    case .user: columns.users[row] = try id(field, &chunk.userStrings)
    case .item: columns.items[row] = try id(field, &chunk.itemStrings)
    case .session: columns.sessions?[row] = try id(field, &chunk.sessionStrings)
    case .value: columns.values?[row] = try number(field)
    case .completion: columns.completion?[row] = field.isEmpty ? .nan : try number(field)
    case .dwell: columns.dwell?[row] = field.isEmpty ? .nan : try number(field)
    case .intent: columns.intent?[row] = field.isEmpty ? .nan : try number(field)
    case .time:
      guard let time = clock.read(field) else {
        throw Refusal(expected: "a time within 64 bits of milliseconds, or a date", found: field)
      }
      columns.times?[row] = time
    case .kind:
      guard !field.isEmpty else { throw Refusal(expected: "a kind of event", found: field) }
      let kind = chunk.kindNames.intern(field.bytes)
      guard kind < 255 else { throw Refusal("expected at most 255 kinds of event, found more") }
      columns.kinds?[row] = UInt8(kind)
    case .fold:
      guard let fold = NumberParsing.integer(field), fold >= 1, fold <= 255 else {
        throw Refusal(expected: "a fold from 1 to 255", found: field)
      }
      columns.folds?[row] = UInt8(fold)
    }
  }

  private static func id(_ field: Field, _ strings: inout StringTable) throws(Refusal) -> Int64 {
    guard !field.isEmpty else { throw Refusal(expected: "an id", found: field) }
    guard field.count <= 4096 else {
      throw Refusal("expected an id of at most 4096 bytes, found \(field.count)")
    }
    return IDCode.code(field, strings: &strings)
  }

  private static func number(_ field: Field) throws(Refusal) -> Float {
    guard let value = NumberParsing.float(field) else {
      throw Refusal(expected: "a finite number", found: field)
    }
    return value
  }
}
