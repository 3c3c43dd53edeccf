import NeedletailMath

/// Reads attributes of users or items: delimited files with a header, RecBole's `.user` and `.item`, the tables
/// of MovieLens.
public enum FeatureTableReader {
  /// A table, and what was noticed while it was read.
  public struct Report: Sendable {
    /// The attributes.
    public var table: FeatureTable
    /// What the columns were taken for.
    public var schema: FeatureSchema
    /// Whether the types were inferred from the values, because no schema was given.
    public var isInferred: Bool
    /// Rows whose id the vocabulary does not hold; they are left out.
    public var unknownIDs: Int
    /// Rows whose id came before; the first one counts.
    public var repeatedIDs: Int
  }

  /// Reads a table over the rows of a vocabulary.
  ///
  /// - Parameters:
  ///   - path: the file; gzip, zstd, UTF-8 and Latin-1 are recognised.
  ///   - vocabulary: the ids that the table's rows follow. Ids of the file that it does not hold are ignored,
  ///     ids that the file does not mention have empty cells.
  ///   - schema: what the columns are; nil to infer it (the id is the column with a usual name, else the first).
  ///   - delimiter: what separates fields; nil to detect it.
  /// - Throws: `DataError` with file and line.
  public static func read(
    _ path: String, vocabulary: Vocabulary, schema: FeatureSchema? = nil, delimiter: String? = nil
  ) throws -> FeatureTable {
    try report(path, vocabulary: vocabulary, schema: schema, delimiter: delimiter).table
  }

  /// Reads a table and says what was noticed.
  public static func report(
    _ path: String, vocabulary: Vocabulary, schema: FeatureSchema? = nil, delimiter: String? = nil
  ) throws -> Report {
    try report(
      Decompression.open(path: path), vocabulary: vocabulary, schema: schema, delimiter: delimiter)
  }

  /// Reads a table that is in memory.
  package static func report(
    bytes: [UInt8], name: String, vocabulary: Vocabulary, schema: FeatureSchema? = nil
  ) throws -> Report {
    let stream = try Decompression.unpack(MemoryStream(name: name, bytes: bytes))
    return try report(stream, vocabulary: vocabulary, schema: schema, delimiter: nil)
  }

  static func report(
    _ stream: any ByteStream, vocabulary: Vocabulary, schema: FeatureSchema?, delimiter: String?
  ) throws -> Report {
    let known = KnownTable(FileName(stream.name).plain)
    let table = try RecordTable(stream, names: known?.names, delimiter: delimiter ?? known?.delimiter)
    let inferred = schema == nil && known == nil
    let schema = schema ?? known?.schema ?? SchemaInference(table).schema
    return try FeatureTableAssembly(table, schema: schema, vocabulary: vocabulary).report(inferred: inferred)
  }
}

/// The tables of MovieLens that have no header.
struct KnownTable {
  let schema: FeatureSchema
  let delimiter: String

  /// The names of all columns.
  var names: [String] { schema.fields.map(\.name) }

  init?(_ file: String) {
    func fields(_ list: [(String, FeatureSchema.FieldType)]) -> FeatureSchema {
      FeatureSchema(fields: list.map { .init(name: $0.0, type: $0.1) })
    }
    switch file.lowercased() {
    case "movies.dat":
      delimiter = "::"
      schema = fields([("id", .id), ("title", .text), ("genres", .multiValued(separator: "|"))])
    case "users.dat":
      delimiter = "::"
      schema = fields([
        ("id", .id), ("gender", .categorical), ("age", .categorical), ("occupation", .categorical),
        ("zip", .categorical),
      ])
    case "u.user":
      delimiter = "|"
      schema = fields([
        ("id", .id), ("age", .numeric(.none)), ("gender", .categorical), ("occupation", .categorical),
        ("zip", .categorical),
      ])
    case "u.item":
      delimiter = "|"
      let genres = [
        "unknown", "Action", "Adventure", "Animation", "Children's", "Comedy", "Crime", "Documentary",
        "Drama", "Fantasy", "Film-Noir", "Horror", "Musical", "Mystery", "Romance", "Sci-Fi", "Thriller",
        "War", "Western",
      ]
      schema = fields(
        [
          ("id", .id), ("title", .text), ("released", .ignored), ("video", .ignored), ("address", .ignored),
        ] + genres.map { ($0, .numeric(.none)) })
    default: return nil
    }
  }
}

/// Works out the types of columns from their values.
struct SchemaInference {
  let schema: FeatureSchema

  init(_ table: RecordTable) {
    let usual = table.names.firstIndex {
      let role = FieldRole(usualName: $0)
      return role == .user || role == .item || $0.lowercased() == "id"
    }
    schema = FeatureSchema(
      fields: table.names.enumerated().map { index, name in
        guard index != usual ?? 0 else { return .init(name: name, type: .id) }
        if let type = table.types?[index] { return .init(name: name, type: Self.declared(type)) }
        let values = table.records.lazy.compactMap { index < $0.fields.count ? $0.fields[index] : nil }
        return .init(name: name, type: Self.type(of: values.filter { !$0.isEmpty }))
      })
  }

  private static func declared(_ type: String) -> FeatureSchema.FieldType {
    switch type {
    case "float": .numeric(.none)
    case "token_seq": .multiValued(separator: " ")
    case "token": .categorical
    default: .text
    }
  }

  /// Numbers are numeric; many values with a bar are lists; few distinct values are names; the rest is text.
  private static func type(of values: some Collection<String>) -> FeatureSchema.FieldType {
    guard !values.isEmpty else { return .ignored }
    if values.allSatisfy({ Float($0)?.isFinite ?? false }) { return .numeric(.none) }
    let (count, barred) = (values.count, values.count { $0.contains("|") })
    if barred * 10 > count { return .multiValued(separator: "|") }
    return Set(values).count * 2 <= max(count, 20) ? .categorical : .text
  }
}
