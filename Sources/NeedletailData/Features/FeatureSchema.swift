/// What the columns of a feature table are: a file of lines like `genres: multi-valued separator=|`.
///
/// ```
/// # movies of MovieLens
/// movieId: id
/// title: text
/// genres: multi-valued separator=|
/// year: numeric transform=standard
/// ```
public struct FeatureSchema: Sendable, Hashable, CustomStringConvertible {
  /// What a column holds.
  public enum FieldType: Sendable, Hashable {
    /// The external ids that join the table with the interactions.
    case id
    /// What click-through models predict, a number.
    case label
    /// One of several names.
    case categorical
    /// Any number of names between separators.
    case multiValued(separator: String)
    /// A number.
    case numeric(Transform)
    /// Free text.
    case text
    /// Nothing that is read.
    case ignored
  }

  /// What is done with the numbers of a column.
  public enum Transform: String, Sendable, Hashable, CaseIterable {
    /// They are kept.
    case none
    /// log(1 + x); numbers of -1 or less are unknown.
    case log
    /// Less their mean, over their standard deviation.
    case standard
  }

  /// One column.
  public struct Field: Sendable, Hashable {
    /// Its name in the header; in a file without header the fields follow the columns.
    public var name: String
    /// What it holds.
    public var type: FieldType

    /// A column.
    public init(name: String, type: FieldType) {
      self.name = name
      self.type = type
    }
  }

  /// The columns.
  public var fields: [Field]

  /// A schema of columns.
  public init(fields: [Field]) { self.fields = fields }

  /// Reads a schema file.
  ///
  /// - Throws: `DataError` with the line, and the nearest known word for an unknown one.
  public init(path: String) throws {
    let text = TextEncoding.decode(try Decompression.open(path: path).readAll(limit: 1 << 20))
    try self.init(parsing: text, file: path)
  }

  /// Parses the text of a schema file.
  public init(parsing text: String, file: String? = nil) throws {
    fields = []
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .enumerated()
    {
      let words = line.prefix { $0 != "#" }.split(whereSeparator: \.isWhitespace).map(String.init)
      guard !words.isEmpty else { continue }
      do {
        let field = try SchemaLine(words).field
        guard !fields.contains(where: { $0.name == field.name }) else {
          throw DataError("the field '\(field.name)' is declared twice")
        }
        fields.append(field)
      } catch let error as DataError {
        throw DataError(file: file, line: index + 1, error.message)
      }
    }
    guard fields.count(where: { $0.type == .id }) == 1 else {
      throw DataError(file: file, "expected one field of type id")
    }
  }

  /// The text of a file that declares this schema.
  public var description: String {
    fields.map { field in
      switch field.type {
      case .id: "\(field.name): id"
      case .label: "\(field.name): label"
      case .categorical: "\(field.name): categorical"
      case .multiValued(let separator):
        "\(field.name): multi-valued separator=\(separator == " " ? "blank" : separator)"
      case .numeric(.none): "\(field.name): numeric"
      case .numeric(let transform): "\(field.name): numeric transform=\(transform.rawValue)"
      case .text: "\(field.name): text"
      case .ignored: "\(field.name): ignored"
      }
    }.joined(separator: "\n")
  }
}

/// One line of a schema file, in words.
private struct SchemaLine {
  var name: String
  var type: String
  var options: [String: String] = [:]

  static let types = ["id", "label", "categorical", "multi-valued", "numeric", "text", "ignored"]

  init(_ words: [String]) throws {
    guard let first = words.first, first.hasSuffix(":"), first.count > 1, words.count > 1 else {
      throw DataError("expected 'name: type', found '\(words.joined(separator: " ").prefix(60))'")
    }
    name = String(first.dropLast())
    type = words[1]
    try Self.require(type, among: Self.types, what: "a type")
    let known = type == "multi-valued" ? ["separator"] : type == "numeric" ? ["transform"] : []
    for word in words.dropFirst(2) {
      guard let equals = word.firstIndex(of: "=") else {
        throw DataError("expected key=value, found '\(word.prefix(40))'")
      }
      let key = String(word[..<equals])
      try Self.require(key, among: known, what: "a key of \(type)")
      options[key] = String(word[word.index(after: equals)...])
    }
  }

  var field: FeatureSchema.Field {
    get throws {
      let type: FeatureSchema.FieldType
      switch self.type {
      case "id": type = .id
      case "label": type = .label
      case "categorical": type = .categorical
      case "multi-valued":
        let separator = options["separator"] ?? "|"
        guard !separator.isEmpty else { throw DataError("expected a separator, found nothing") }
        type = .multiValued(separator: separator == "blank" ? " " : separator)
      case "numeric":
        let name = options["transform"] ?? "none"
        try Self.require(name, among: FeatureSchema.Transform.allCases.map(\.rawValue), what: "a transform")
        type = .numeric(FeatureSchema.Transform(rawValue: name) ?? .none)
      case "text": type = .text
      default: type = .ignored
      }
      return FeatureSchema.Field(name: name, type: type)
    }
  }

  private static func require(_ word: String, among known: [String], what: String) throws {
    guard !known.contains(word) else { return }
    let list = known.isEmpty ? "none" : known.joined(separator: ", ")
    let hint = NearestWord.hint(for: word, among: known)
    throw DataError("expected \(what) (\(list)), found '\(word.prefix(40))'\(hint)")
  }
}
