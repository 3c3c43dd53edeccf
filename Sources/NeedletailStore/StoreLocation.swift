public import NeedletailData

/// Where a store is, as people write it: a folder, or the address of a database.
public enum StoreLocation: Sendable, Hashable {
  /// In SQLite, in a folder.
  case directory(String)
  /// In a database of PostgreSQL: `postgresql://user@host/database`.
  case postgreSQL(String)

  /// A location from a path or an address.
  public init(_ text: String) {
    self = Self.isAddress(text) ? .postgreSQL(text) : .directory(text)
  }

  /// Whether a text is an address of PostgreSQL.
  public static func isAddress(_ text: String) -> Bool {
    ["postgresql://", "postgres://"].contains(where: text.hasPrefix)
  }

  /// Opens the store as its owner.
  ///
  /// - Throws: `StoreError`.
  public func open() throws -> any Store {
    switch self {
    case .directory(let path): try SQLiteStore.open(directory: path)
    case .postgreSQL(let url): try PostgresStore.open(url: url)
    }
  }

  /// Everything in the store at one moment, whoever owns it.
  ///
  /// - Throws: `StoreError`.
  public func dataSet() throws -> (data: DataSet, sequence: Int64) {
    switch self {
    case .directory(let path): try SQLiteStore.dataSet(ofDirectory: path)
    case .postgreSQL(let url): try PostgresStore.dataSet(ofURL: url)
    }
  }
}
