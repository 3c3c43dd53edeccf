/// The first rows of a table, which belong to no id: padding, and what stands for ids that are missing or unknown.
public struct ReservedRows: Sendable, Hashable, Codable {
  /// Which rows stand for missing ids.
  public enum Missing: String, Sendable, Hashable, Codable {
    /// Row 1 for all fields.
    case shared
    /// Row 1 + field, one for each field.
    case byField
  }

  /// How many fields, numbered from 0, share the table, 1 or more.
  public let fields: Int
  /// Which rows stand for missing ids.
  public let missing: Missing

  /// The rows of a table that some fields share.
  ///
  /// - Precondition: `fields` is 1 or more.
  public init(fields: Int = 1, missing: Missing = .byField) {
    precondition(fields >= 1, "a table of \(fields) fields")
    self.fields = fields
    self.missing = missing
  }

  /// The row of padding.
  public static let padding: Int32 = 0

  /// The first row that belongs to an id.
  public var count: Int { missing == .shared ? 2 : 1 + fields }

  /// The row that stands for missing and unknown ids of a field.
  ///
  /// - Precondition: the field is one of `0..<fields`.
  public func missingRow(field: Int) -> Int32 {
    precondition(field >= 0 && field < fields, "field \(field) of \(fields)")
    return missing == .shared ? 1 : Int32(1 + field)
  }
}
