import GRDB

/// The tables, and how older ones become the present ones.
///
/// Users, items and kinds are numbered; events hold numbers only. An event stays in its table after it was replaced
/// or removed: `ended` is then the sequence of the change that ended it. Erased users leave a row with nothing but
/// their code, so that it is not given again. Notes are apart, because most events have none.
enum SQLiteSchema {
  /// "NDLT": what marks a file as ours.
  static let applicationID: Int64 = 0x4E44_4C54

  /// The steps from nothing to the present tables; the schema's version is how many were taken.
  private static let steps = [
    """
    CREATE TABLE user (
      code INTEGER PRIMARY KEY, id TEXT UNIQUE, labels TEXT, comment TEXT NOT NULL DEFAULT ''
    ) STRICT;
    CREATE TABLE item (
      code INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, is_present INTEGER NOT NULL DEFAULT 1,
      is_hidden INTEGER NOT NULL DEFAULT 0, categories TEXT, time INTEGER, labels TEXT,
      comment TEXT NOT NULL DEFAULT ''
    ) STRICT;
    CREATE TABLE kind (code INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
    CREATE TABLE event (
      sequence INTEGER PRIMARY KEY, ended INTEGER, user INTEGER NOT NULL REFERENCES user,
      item INTEGER NOT NULL REFERENCES item, kind INTEGER NOT NULL REFERENCES kind, effect INTEGER NOT NULL,
      value REAL NOT NULL, time INTEGER NOT NULL, completion REAL, dwell REAL, intent REAL,
      written INTEGER NOT NULL, key BLOB
    ) STRICT;
    CREATE INDEX event_of_user ON event (user, item, kind);
    CREATE INDEX event_of_item ON event (item);
    CREATE UNIQUE INDEX event_of_key ON event (key) WHERE key IS NOT NULL;
    CREATE TABLE note (
      event INTEGER PRIMARY KEY REFERENCES event, labels TEXT, comment TEXT NOT NULL DEFAULT ''
    ) STRICT;
    CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    INSERT INTO counter VALUES ('sequence', 0);
    """
  ]

  /// The version that this code writes.
  static var version: Int { steps.count }

  /// Makes the tables, or brings older ones up to date, in one transaction.
  ///
  /// - Throws: `StoreError` (tooNew, damaged).
  static func migrate(_ database: Database, place: String) throws {
    let found = try require(database, place: place, orEmpty: true)
    guard found < version else { return }
    for step in steps[found...] { try database.execute(sql: step) }
    try database.execute(sql: "PRAGMA application_id = \(applicationID); PRAGMA user_version = \(version)")
  }

  /// Checks that a database is a store that this code understands, and returns its version.
  ///
  /// - Parameter orEmpty: whether a database without any table will do, as version 0.
  @discardableResult
  static func require(_ database: Database, place: String, orEmpty: Bool = false) throws -> Int {
    let application = try Int64.fetchOne(database, sql: "PRAGMA application_id") ?? 0
    let found = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
    if application == 0, found == 0, orEmpty,
      try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_schema") == 0
    {
      return 0
    }
    guard application == applicationID, found > 0 else {
      throw StoreError(.damaged, place: place, "expected a store of Needletail, found another database")
    }
    guard found <= version else {
      throw StoreError(
        .tooNew, place: place,
        "its schema has version \(found), this program knows up to \(version): use the program that wrote it, "
          + "or a later one")
    }
    return found
  }
}
