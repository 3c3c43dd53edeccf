/// Guesses the format of one file from its first lines and its name.
enum FormatGuess {
  static func format(
    of sample: TextSample, file: String, delimiter given: Delimiter?
  ) throws -> DataFormat {
    guard let first = sample.lines.first else { throw DataError(file: file, "expected rows, found none") }
    let name = FileName(file)
    if name.fileExtension == "inter" { return .atomic }
    if first.first(where: { !Byte.isBlank($0) }) == UInt8(ascii: "{") { return .jsonl }
    guard let delimiter = given ?? sample.delimiter() else { return .csv }
    let fields = TextSample.fields(first, delimiter)
    if isTyped(fields), delimiter == .byte(Byte.tab) { return .atomic }
    if delimiter == .doubleColon {
      return fields.count == 5 && fields.last.flatMap { UInt8($0) } != nil ? .folds : .movielens
    }
    if fields == ["userId", "movieId", "rating", "timestamp"] || name.plain == "u.data" { return .movielens }
    let roles = fields.map { FieldRole(usualName: $0) }
    if roles.contains(.user), roles.contains(.item) { return .csv }
    let counts = sample.fieldCounts(delimiter)
    if counts.allSatisfy({ $0 == 2 }), delimiter == .blanks { return .pairs }
    let isEven = counts.allSatisfy { $0 == counts[0] }
    return (isEven && counts[0] <= 4) || delimiter == .byte(UInt8(ascii: ",")) ? .csv : .lists
  }

  /// Whether a header is RecBole's: `user_id:token`.
  private static func isTyped(_ fields: [String]) -> Bool {
    fields.allSatisfy { field in
      ["token", "token_seq", "float", "float_seq"].contains { field.hasSuffix(":\($0)") }
    }
  }
}
