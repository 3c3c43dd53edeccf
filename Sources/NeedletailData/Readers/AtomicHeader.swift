/// The typed header of RecBole's atomic files: `user_id:token`, `rating:float`, `genre:token_seq`.
struct AtomicHeader {
  let file: String
  let sample: TextSample

  /// The columns of an interaction file.
  func dialect(_ guess: DialectGuess) throws -> Dialect {
    let columns = try columns()
    var dialect = Dialect(
      delimiter: .byte(Byte.tab), headerLines: sample.comments + 1, roles: [], names: columns.map(\.name))
    for column in columns {
      let role = FieldRole(usualName: column.name)
      dialect.roles.append(dialect.roles.contains(role) ? .ignored : role)
    }
    guard dialect.roles.contains(.user), dialect.roles.contains(.item) else {
      throw DataError(
        file: file, line: 1 + sample.comments,
        "expected columns user_id:token and item_id:token, found \(DialectGuess.list(dialect.names))")
    }
    dialect.clock = guess.clock(of: dialect)
    return dialect
  }

  /// Name and type of each column.
  func columns() throws -> [(name: String, type: String)] {
    guard let first = sample.lines.first else {
      throw DataError(file: file, "expected a header, found nothing")
    }
    return try TextSample.fields(first, .byte(Byte.tab)).map { field in
      guard let colon = field.lastIndex(of: ":") else {
        throw DataError(
          file: file, line: 1 + sample.comments, "expected a header of name:type, found '\(field.prefix(40))'"
        )
      }
      let type = String(field[field.index(after: colon)...])
      guard ["token", "token_seq", "float", "float_seq"].contains(type) else {
        throw DataError(
          file: file, line: 1 + sample.comments,
          "expected a type token, token_seq, float or float_seq, found '\(type.prefix(40))'")
      }
      return (String(field[..<colon]), type)
    }
  }
}
