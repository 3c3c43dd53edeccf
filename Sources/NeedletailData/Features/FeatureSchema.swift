/// What the columns of a feature table are: a file of lines like `genres: multi-valued separator=|`.
///
/// ```
/// # movies of MovieLens
/// movieId: id
/// title: text
/// genres: multi-valued separator=|
/// year: numeric transform=standard
/// ```
///
/// A file of labelled examples has a `label` in place of the `id`:
///
/// ```
/// clicked: label
/// visitor: user
/// ad: item
/// advertiser: categorical of=item minimum=10
/// price: numeric transform=bucket(10) of=item
/// weekday: categorical
/// site: categorical hash=20
/// at: time
/// ```
public struct FeatureSchema: Sendable, Hashable, CustomStringConvertible {
  /// What a column holds.
  public enum FieldType: Sendable, Hashable {
    /// The external ids that join the table with the interactions.
    case id
    /// What click-through models predict, a number.
    case label
    /// Of examples: the external ids of users; a categorical field, and the group of an example unless another is
    /// declared.
    case user
    /// Of examples: the external ids of items; a categorical field.
    case item
    /// Of examples: what belongs together when scores are compared within groups; no field.
    case group
    /// Of examples: when it happened; no field.
    case time
    /// Of examples: how much it counts, a positive number; no field.
    case weight
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
  public enum Transform: Sendable, Hashable, CustomStringConvertible {
    /// They are kept.
    case none
    /// log(1 + x); numbers of -1 or less are unknown.
    case log
    /// Less their mean, over their standard deviation.
    case standard
    /// The quantile that they fall into, of so many; quantiles with the same bound are one.
    case bucket(Int)

    /// As a schema spells it.
    public var description: String {
      switch self {
      case .none: "none"
      case .log: "log"
      case .standard: "standard"
      case .bucket(let count): "bucket(\(count))"
      }
    }

    /// The most quantiles.
    static let largestBucketCount = 10_000

    /// A transform as a schema spells it.
    init?(_ text: String) {
      switch text {
      case "none": self = .none
      case "log": self = .log
      case "standard": self = .standard
      default:
        guard text.hasPrefix("bucket("), text.hasSuffix(")"),
          let count = Int(text.dropFirst("bucket(".count).dropLast()),
          (2...Self.largestBucketCount).contains(count)
        else { return nil }
        self = .bucket(count)
      }
    }
  }

  /// Whose attribute a field of examples is.
  public enum Owner: String, Sendable, Hashable, Codable, CaseIterable {
    /// The user's.
    case user
    /// The item's.
    case item
  }

  /// One column.
  public struct Field: Sendable, Hashable {
    /// Its name in the header; in a file without header the fields follow the columns.
    public var name: String
    /// What it holds.
    public var type: FieldType
    /// Of examples: whose attribute it is; nil for what belongs to the moment.
    public var owner: Owner?
    /// Of examples: names that the training part has less often are taken for unseen.
    public var minimumCount = 1
    /// Of examples: names have no vocabulary but rows by a hash of so many bits (`HashedNames`); nil for a vocabulary.
    public var hashBits: Int?
    /// Of a label: the number of classes, 0 and 1 being two.
    public var classCount = 2

    /// A column.
    public init(name: String, type: FieldType, owner: Owner? = nil) {
      self.name = name
      self.type = type
      self.owner = owner
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
    guard fields.count(where: { $0.type == .id }) == 1 || describesExamples else {
      throw DataError(file: file, "expected one field of type id, or one of type label and none of type id")
    }
    for type in [FieldType.user, .item, .group, .time, .weight] {
      guard fields.count(where: { $0.type == type }) <= 1 else {
        throw DataError(file: file, "expected at most one field of type \(Self.name(of: type))")
      }
    }
  }

  /// Whether the schema is one of labelled examples: it has one label and no id.
  public var describesExamples: Bool {
    fields.count { $0.type == .label } == 1 && !fields.contains { $0.type == .id }
  }

  /// The name of a type in schemas.
  static func name(of type: FieldType) -> String {
    switch type {
    case .id: "id"
    case .label: "label"
    case .user: "user"
    case .item: "item"
    case .group: "group"
    case .time: "time"
    case .weight: "weight"
    case .categorical: "categorical"
    case .multiValued: "multi-valued"
    case .numeric: "numeric"
    case .text: "text"
    case .ignored: "ignored"
    }
  }

  /// The text of a file that declares this schema.
  public var description: String {
    fields.map { field in
      var line = "\(field.name): \(Self.name(of: field.type))"
      if case .multiValued(let separator) = field.type {
        line += " separator=\(separator == " " ? "blank" : separator)"
      }
      if case .numeric(let transform) = field.type, transform != .none { line += " transform=\(transform)" }
      if let owner = field.owner { line += " of=\(owner.rawValue)" }
      if field.minimumCount > 1 { line += " minimum=\(field.minimumCount)" }
      if let bits = field.hashBits { line += " hash=\(bits)" }
      if field.classCount > 2 { line += " classes=\(field.classCount)" }
      return line
    }.joined(separator: "\n")
  }
}

/// One line of a schema file, in words.
private struct SchemaLine {
  var name: String
  var type: String
  var options: [String: String] = [:]

  static let types = [
    "id", "label", "categorical", "multi-valued", "numeric", "text", "ignored", "user", "item", "group",
    "time",
    "weight",
  ]

  /// The keys that a type takes.
  private static func keys(of type: String) -> [String] {
    switch type {
    case "multi-valued": ["separator", "of", "minimum", "hash"]
    case "numeric": ["transform", "of"]
    case "categorical": ["of", "minimum", "hash"]
    case "user", "item": ["minimum"]
    case "label": ["classes"]
    default: []
    }
  }

  init(_ words: [String]) throws {
    guard let first = words.first, first.hasSuffix(":"), first.count > 1, words.count > 1 else {
      throw DataError("expected 'name: type', found '\(words.joined(separator: " ").prefix(60))'")
    }
    name = String(first.dropLast())
    type = words[1]
    try Self.require(type, among: Self.types, what: "a type")
    let known = Self.keys(of: type)
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
        guard let transform = FeatureSchema.Transform(name) else {
          if !name.hasPrefix("bucket") {
            try Self.require(name, among: ["none", "log", "standard", "bucket(n)"], what: "a transform")
          }
          throw DataError(
            "expected bucket(n) with n from 2 to \(FeatureSchema.Transform.largestBucketCount), found '\(name.prefix(40))'"
          )
        }
        type = .numeric(transform)
      case "user": type = .user
      case "item": type = .item
      case "group": type = .group
      case "time": type = .time
      case "weight": type = .weight
      case "text": type = .text
      default: type = .ignored
      }
      var field = FeatureSchema.Field(name: name, type: type, owner: try owner)
      field.minimumCount = try number("minimum", in: 1...1_000_000_000) ?? 1
      field.hashBits = try number("hash", in: HashedNames.legalBits)
      guard field.hashBits == nil || options["minimum"] == nil else {
        throw DataError("hash and minimum: hashed names are not counted; expected one of the two")
      }
      field.classCount = try number("classes", in: 2...1_000_000) ?? 2
      return field
    }
  }

  private var owner: FeatureSchema.Owner? {
    get throws {
      guard let word = options["of"] else { return nil }
      try Self.require(word, among: FeatureSchema.Owner.allCases.map(\.rawValue), what: "an owner")
      return FeatureSchema.Owner(rawValue: word)
    }
  }

  private func number(_ key: String, in range: ClosedRange<Int>) throws -> Int? {
    guard let text = options[key] else { return nil }
    guard let number = Int(text), range.contains(number) else {
      throw DataError(
        "\(key): expected a whole number from \(range.lowerBound) to \(range.upperBound), found '\(text.prefix(40))'"
      )
    }
    return number
  }

  private static func require(_ word: String, among known: [String], what: String) throws {
    guard !known.contains(word) else { return }
    let list = known.isEmpty ? "none" : known.joined(separator: ", ")
    let hint = NearestWord.hint(for: word, among: known)
    throw DataError("expected \(what) (\(list)), found '\(word.prefix(40))'\(hint)")
  }
}
