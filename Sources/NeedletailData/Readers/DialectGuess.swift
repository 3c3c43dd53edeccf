/// Works out the columns of a delimited file from its first lines and from what the user said.
struct DialectGuess {
  let file: String
  let sample: TextSample
  let options: ReadOptions

  /// The dialect of a file with a header or a usual order of columns.
  func dialect() throws -> Dialect {
    guard let first = sample.lines.first else { throw DataError(file: file, "expected rows, found none") }
    let delimiter =
      try options.delimiter.map { try Delimiter(named: $0) }
      ?? sample.delimiter()
    guard let delimiter else {
      throw DataError(
        file: file, line: 1 + sample.comments,
        "expected fields separated by comma, tab, semicolon, '|', '::' or blank, found one field")
    }
    let fields = TextSample.fields(first, delimiter)
    var dialect = Dialect(delimiter: delimiter, headerLines: sample.comments, roles: [], names: fields)
    if let mapping = options.columns {
      try apply(mapping, fields, to: &dialect)
    } else {
      try guess(fields, for: &dialect)
    }
    dialect.clock = clock(of: dialect)
    return dialect
  }

  private func apply(_ mapping: ColumnMapping, _ fields: [String], to dialect: inout Dialect) throws {
    dialect.roles = fields.map { _ in .ignored }
    var hasHeader = false
    for (role, reference) in mapping.columns {
      let index: Int
      switch reference {
      case .number(let number):
        index = number - 1
        guard index < fields.count else {
          throw DataError(
            file: file, "column \(number) for \(role.rawValue): the file has \(fields.count) columns")
        }
      case .name(let name):
        hasHeader = true
        guard
          let found = fields.firstIndex(of: name)
            ?? fields.firstIndex(where: { $0.lowercased() == name.lowercased() })
        else {
          throw DataError(
            file: file, line: 1 + sample.comments,
            "expected a column '\(name)' for \(role.rawValue), found \(Self.list(fields))")
        }
        index = found
      }
      guard dialect.roles[index] == .ignored else {
        throw DataError(file: file, "column \(index + 1) is given two roles")
      }
      dialect.roles[index] = FieldRole(role)
    }
    if hasHeader || startsWithNames(fields, dialect.roles) {
      dialect.headerLines += 1
    } else {
      dialect.names = Self.madeUp(dialect.roles)
    }
  }

  /// Whether the first record can only be a header: a number is missing where one must be, or it has the names.
  private func startsWithNames(_ fields: [String], _ roles: [FieldRole]) -> Bool {
    for (field, role) in zip(fields, roles) {
      switch role {
      case .value, .completion, .dwell, .intent, .fold:
        if !field.isEmpty, Double(field) == nil { return true }
      case .user, .item: if FieldRole(usualName: field) == role { return true }
      default: break
      }
    }
    return false
  }

  private func guess(_ fields: [String], for dialect: inout Dialect) throws {
    var named: [FieldRole] = []
    for field in fields {
      let role = FieldRole(usualName: field)
      named.append(named.contains(role) ? .ignored : role)
    }
    if named.contains(.user), named.contains(.item) {
      dialect.roles = named
      dialect.headerLines += 1
      return
    }
    let numbers = fields.count { Double($0) != nil }
    if numbers == 0, sample.lines.count > 1,
      TextSample.fields(sample.lines[1], dialect.delimiter).contains(where: { Double($0) != nil })
    {
      throw DataError(
        file: file, line: 1 + sample.comments,
        "expected columns for user and item, found \(Self.list(fields)); say which with "
          + "--columns user=…,item=…")
    }
    switch fields.count {
    case 2: dialect.roles = [.user, .item]
    case 3: dialect.roles = [.user, .item, .value]
    case 4: dialect.roles = [.user, .item, .value, .time]
    default:
      throw DataError(
        file: file, line: 1 + sample.comments,
        "expected a header or 2 to 4 fields (user, item, value, time), found \(fields.count); say which is "
          + "which with --columns user=…,item=…")
    }
    dialect.names = Self.madeUp(dialect.roles)
  }

  /// The unit of the time column, from its name or its first values.
  func clock(of dialect: Dialect) -> ClockReading {
    guard let column = dialect.roles.firstIndex(of: .time), options.timeUnit == .automatic else {
      return ClockReading(unit: options.timeUnit)
    }
    let name = dialect.names[column].lowercased()
    if ["order", "rank", "position"].contains(name) { return ClockReading(unit: .order) }
    let first = dialect.headerLines - sample.comments
    let values = sample.lines.dropFirst(first).compactMap { line -> Int64? in
      let fields = TextSample.fields(line, dialect.delimiter)
      guard column < fields.count else { return nil }
      return Int64(fields[column])
        ?? Double(fields[column]).flatMap { Int64(exactly: $0.rounded(.towardZero)) }
    }
    // Dates have no unit; seconds do for the numbers that may come later.
    return values.isEmpty ? ClockReading(unit: .seconds) : ClockReading(sample: values)
  }

  static func madeUp(_ roles: [FieldRole]) -> [String] {
    roles.enumerated().map { $1 == .ignored ? "\($0 + 1)" : "\($0 + 1) (\($1))" }
  }

  static func list(_ names: [String]) -> String {
    names.prefix(12).map { "'\($0.prefix(40))'" }.joined(separator: ", ") + (names.count > 12 ? ", …" : "")
  }
}
