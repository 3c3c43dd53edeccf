/// Which columns of a file hold what, as `--columns user=visitor,item=3` says it.
public struct ColumnMapping: Sendable, Hashable {
  /// What a column can hold.
  public enum Role: String, CaseIterable, Sendable, Hashable {
    /// The external id of the user.
    case user
    /// The external id of the item.
    case item
    /// A rating, a count or another strength.
    case value
    /// When it happened.
    case time
    /// The kind of event: "view", "purchase".
    case kind
    /// The session.
    case session
    /// The share of the item that was consumed, 0...1.
    case completion
    /// Seconds spent with the item.
    case dwell
    /// How far the user came of their own accord, 0...1: 1 searched, .8 browsed, .6 recommended, .3 autoplay.
    case intent
  }

  /// How a column is named.
  public enum Reference: Sendable, Hashable {
    /// By the header, or by the key of an object.
    case name(String)
    /// By its place, from 1.
    case number(Int)
  }

  /// The column of each role that was given.
  public var columns: [Role: Reference]

  /// A mapping.
  public init(_ columns: [Role: Reference]) { self.columns = columns }

  /// Parses "user=visitor,item=3": names of a header, or numbers from 1.
  ///
  /// - Throws: `DataError` for an unknown role, a role given twice, or a mapping without user and item.
  public init(parsing text: String) throws {
    columns = [:]
    for part in text.split(separator: ",") {
      guard let equals = part.firstIndex(of: "=") else {
        throw DataError("columns: expected role=column, found '\(part)'")
      }
      let name = part[..<equals].filter { $0 != " " }
      let column = String(part[part.index(after: equals)...])
      guard let role = Role(rawValue: String(name)) else {
        let roles = Role.allCases.map(\.rawValue).joined(separator: ", ")
        throw DataError("columns: expected one of \(roles), found '\(name)'")
      }
      guard columns[role] == nil else { throw DataError("columns: \(role.rawValue) is given twice") }
      guard !column.isEmpty else { throw DataError("columns: no column is given for \(role.rawValue)") }
      if let number = Int(column) {
        guard number >= 1 else { throw DataError("columns: numbers start at 1, found \(number)") }
        columns[role] = .number(number)
      } else {
        columns[role] = .name(column)
      }
    }
    guard columns[.user] != nil, columns[.item] != nil else {
      throw DataError("columns: user=… and item=… are both needed, found '\(text)'")
    }
  }
}

extension ColumnMapping {
  /// The places of user and item among the features of a libFM or libSVM line, from 0.
  ///
  /// - Throws: `DataError` when they are named instead of numbered, or other roles are given.
  func featurePlaces() throws -> (user: Int, item: Int) {
    guard case .number(let user) = columns[.user], case .number(let item) = columns[.item], columns.count == 2
    else {
      throw DataError(
        "columns: features have numbers; expected user=NUMBER,item=NUMBER and nothing else for libfm and libsvm"
      )
    }
    return (user - 1, item - 1)
  }
}
