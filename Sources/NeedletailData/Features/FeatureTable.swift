public import NeedletailMath

/// Declared attributes of users or of items: named columns over the rows of a vocabulary.
///
/// Rows of the vocabulary that the table's file did not mention have empty cells.
public struct FeatureTable: Sendable {
  /// A column of attributes.
  public enum Column: Sendable {
    /// One of several named values; -1 where unknown. `rows` has one index into `names` for each row.
    case categorical(names: [String], rows: SharedBuffer<Int32>)
    /// Any number of named values a row, as a matrix rows × names.
    case multiValued(names: [String], members: CSRMatrix)
    /// A number; NaN where unknown.
    case numeric(SharedBuffer<Float>)
    /// Free text, "" where unknown.
    case text([String])
  }

  /// The number of rows: the size of the vocabulary that the table describes.
  public let count: Int
  /// The columns in the order of their declaration.
  public let columns: [(name: String, column: Column)]

  /// A table from its columns.
  public init(count: Int, columns: [(name: String, column: Column)]) {
    self.count = count
    self.columns = columns
  }

  /// The column with a name, or nil.
  public subscript(name: String) -> Column? { columns.first { $0.name == name }?.column }
}
