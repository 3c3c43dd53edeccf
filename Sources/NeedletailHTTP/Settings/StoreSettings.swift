import NeedletailConfiguration

/// Where a server keeps what it is told.
public enum StoreSettings: Sendable, Hashable {
  /// In SQLite, in a folder.
  case directory(String)
  /// In a database of PostgreSQL.
  case postgreSQL(String)

  /// Reads the section `store`: `directory: PATH` or `postgresql: URL`.
  init(_ section: inout ConfigurationSection) throws(ConfigurationError) {
    let directory = try section.string("directory")
    let url = try section.string("postgresql")
    switch (directory, url) {
    case (let directory?, nil): self = .directory(directory)
    case (nil, let url?):
      guard ["postgresql://", "postgres://"].contains(where: url.hasPrefix) else {
        throw section.fault("postgresql", "expected an address that starts with postgresql://")
      }
      self = .postgreSQL(url)
    case (nil, nil): self = .directory("needletail-data")
    case (_?, _?): throw section.fault("postgresql", "expected one place, found a directory and a database")
    }
  }

  /// The folder, for whatever else is kept in files; nil with a database.
  public var folder: String? {
    if case .directory(let path) = self { path } else { nil }
  }
}
