import NeedletailConfiguration
public import NeedletailStore

/// Where a server keeps what it is told.
public struct StoreSettings: Sendable, Hashable {
  /// The folder of its models, of the record of what was shown, of copies, and of the store unless that is a
  /// database.
  public var directory = "needletail-data"
  /// The database that events, users and items are in; nil for SQLite in the folder.
  public var postgreSQL: String?

  /// The settings with their defaults.
  public init() {}

  /// Reads the section `store`: `directory: PATH` and `postgresql: URL`.
  init(_ section: inout ConfigurationSection) throws(ConfigurationError) {
    directory = try section.string("directory") ?? directory
    postgreSQL = try section.string("postgresql")
    if let postgreSQL, !StoreLocation.isAddress(postgreSQL) {
      throw section.fault("postgresql", "expected an address that starts with postgresql://")
    }
  }

  /// Where events, users and items are.
  public var location: StoreLocation { postgreSQL.map { .postgreSQL($0) } ?? .directory(directory) }
  /// The same as text, for another process.
  var text: String { postgreSQL ?? directory }
}
