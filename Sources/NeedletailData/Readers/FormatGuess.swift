/// Guesses the format of one file from its first lines and its name.
enum FormatGuess {
  static func format(
    of sample: TextSample, file: String, delimiter given: Delimiter?
  ) throws -> DataFormat {
    guard let first = sample.lines.first else { throw DataError(file: file, "expected rows, found none") }
    let name = FileName(file)
    if name.fileExtension == "inter" { return .atomic }
    if first.first(where: { !Byte.isBlank($0) }) == UInt8(ascii: "{") { return .jsonl }
    if let format = featureLines(sample, file: file) { return format }
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

  /// libFM or libSVM, when every line is a number followed by features `index:value`; which of them, the name
  /// tells.
  static func featureLines(_ sample: TextSample, file: String) -> DataFormat? {
    guard !sample.lines.isEmpty else { return nil }
    let areFeatures = sample.lines.allSatisfy { line in
      let words = TextSample.fields(line, .blanks).prefix { !$0.hasPrefix("#") }
      guard let label = words.first, Float(label) != nil, words.count > 1 else { return false }
      return words.dropFirst().allSatisfy { word in
        let parts = word.split(separator: ":", omittingEmptySubsequences: false)
        return parts.count == 2 && UInt64(parts[0]) != nil && Float(parts[1]) != nil
      }
    }
    guard areFeatures else { return nil }
    return FileName(file).fileExtension == "libsvm" || FileName(file).fileExtension == "svm"
      ? .libsvm : .libfm
  }

  /// Whether a header is RecBole's: `user_id:token`.
  private static func isTyped(_ fields: [String]) -> Bool {
    fields.allSatisfy { field in
      ["token", "token_seq", "float", "float_seq"].contains { field.hasSuffix(":\($0)") }
    }
  }
}
