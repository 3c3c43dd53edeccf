/// What an embedding table, its file or its vocabulary refuses to do.
public struct EmbeddingError: Error, CustomStringConvertible, Sendable, Equatable {
  /// The kind of refusal.
  public struct Code: Sendable, Hashable {
    private let name: String
    private init(_ name: String) { self.name = name }

    /// A setting outside its range.
    public static let configuration = Code("configuration")
    /// A row number outside the table.
    public static let row = Code("row")
    /// A gradient that is not a number, infinite or absurdly large.
    public static let gradient = Code("gradient")
    /// A file that is not what it should be.
    public static let file = Code("file")
    /// Memory or disk space that the system does not give.
    public static let space = Code("space")
  }

  /// The kind of refusal.
  public var code: Code
  /// The table or vocabulary.
  public var table: String
  /// What was expected and what was found.
  public var message: String

  /// Describes a refusal.
  public init(_ code: Code, table: String, _ message: String) {
    self.code = code
    self.table = table
    self.message = message
  }

  /// "table 'items': expected rows below 10, found 12 at position 3".
  public var description: String { "table '\(table)': \(message)" }
}
