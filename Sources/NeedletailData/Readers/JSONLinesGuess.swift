/// Works out which keys of JSON objects hold what.
struct JSONLinesGuess {
  let file: String
  let sample: TextSample
  let options: ReadOptions

  /// The parser of the file.
  func parser() throws -> (any ChunkParser, InteractionLog.Clock) {
    let names = try names()
    let keys = try options.columns.map { try mapped($0, names) } ?? usual(names)
    guard keys.contains(where: { $0.role == .user }), keys.contains(where: { $0.role == .item }) else {
      throw DataError(
        file: file, line: 1,
        "expected keys for user and item, found \(DialectGuess.list(names)); say which with "
          + "--columns user=…,item=…")
    }
    let clock = clock(keys.first { $0.role == .time }?.key)
    let parser = JSONLinesParser(
      keys: keys.map { (key: Array($0.key.utf8), role: $0.role) }, clock: clock, policy: options.onError)
    return (parser, clock.clock)
  }

  private typealias Key = (key: String, role: FieldRole)

  /// The keys of the first object.
  private func names() throws -> [String] {
    var names: [String] = []
    guard let first = sample.lines.first else { throw DataError(file: file, "expected objects, found none") }
    do {
      try Self.scan(first) { key, _ in names.append(key) }
    } catch {
      throw DataError(file: file, line: 1, error.message)
    }
    return names
  }

  private func usual(_ names: [String]) -> [Key] {
    var keys: [Key] = []
    for name in names {
      let role = FieldRole(usualName: name)
      if role != .ignored, role != .fold, !keys.contains(where: { $0.role == role }) {
        keys.append((name, role))
      }
    }
    return keys
  }

  private func mapped(_ mapping: ColumnMapping, _ names: [String]) throws -> [Key] {
    try mapping.columns.sorted { $0.key.rawValue < $1.key.rawValue }.map { role, reference in
      switch reference {
      case .name(let name): return (name, FieldRole(role))
      case .number(let number):
        throw DataError(
          file: file, "column \(number) for \(role.rawValue): keys of objects have names, not numbers")
      }
    }
  }

  private func clock(_ key: String?) -> ClockReading {
    guard let key, options.timeUnit == .automatic else { return ClockReading(unit: options.timeUnit) }
    var values: [Int64] = []
    for line in sample.lines {
      try? Self.scan(line) { name, field in
        guard name == key, let field, let number = Double(field.string) else { return }
        if let whole = Int64(exactly: number.rounded(.towardZero)) { values.append(whole) }
      }
    }
    return values.isEmpty ? ClockReading(unit: .seconds) : ClockReading(sample: values)
  }

  private static func scan(
    _ line: [UInt8], _ body: (String, Field?) -> Void
  ) throws(JSONScanner.Failure) {
    var copy = line
    let failure: JSONScanner.Failure? = copy.withUnsafeMutableBufferPointer {
      buffer -> JSONScanner.Failure? in
      guard let start = buffer.baseAddress else { return nil }
      var scanner = JSONScanner(start, end: start + buffer.count)
      do throws(JSONScanner.Failure) {
        try scanner.object { (key, value) throws(JSONScanner.Failure) in
          switch value {
          case .number(let field), .string(let field): body(key.string, field)
          case .other: body(key.string, nil)
          }
        }
        return nil
      } catch { return error }
    }
    if let failure { throw failure }
  }
}
