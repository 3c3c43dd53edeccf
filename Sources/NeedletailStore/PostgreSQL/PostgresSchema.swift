/// The tables, and how older ones become the present ones.
///
/// They are those of the store in SQLite: users, items and kinds are numbered, events hold numbers only. An event
/// stays in its table after it was replaced or removed: `ended` is then the sequence of the change that ended it.
/// Erased users leave a row with nothing but their code, so that it is not given again. References are checked by
/// `check` rather than at every row: one writer makes what it refers to.
enum PostgresSchema {
  /// The name under which the tables lie in the database, unless the caller wants another one.
  static let name = "needletail"

  /// The steps from nothing to the present tables; the schema's version is how many were taken.
  private static let steps = [
    """
    CREATE TABLE state (version integer NOT NULL, sequence bigint NOT NULL, owner bigint NOT NULL);
    INSERT INTO state VALUES (0, 0, 0);
    CREATE TABLE users (
      code integer PRIMARY KEY, id text COLLATE "C" UNIQUE, labels text, comment text NOT NULL DEFAULT ''
    );
    CREATE TABLE items (
      code integer PRIMARY KEY, id text COLLATE "C" NOT NULL UNIQUE, is_present boolean NOT NULL DEFAULT true,
      is_hidden boolean NOT NULL DEFAULT false, categories text, time bigint, labels text,
      comment text NOT NULL DEFAULT ''
    );
    CREATE TABLE kinds (code smallint PRIMARY KEY, name text COLLATE "C" NOT NULL UNIQUE);
    CREATE TABLE events (
      sequence bigint PRIMARY KEY, ended bigint, time bigint NOT NULL, written bigint NOT NULL,
      user_code integer NOT NULL, item_code integer NOT NULL, value real NOT NULL, kind_code smallint NOT NULL,
      effect smallint NOT NULL, completion real, dwell real, intent real, key uuid
    );
    CREATE INDEX events_of_user ON events (user_code, item_code, kind_code);
    CREATE INDEX events_of_item ON events (item_code);
    CREATE UNIQUE INDEX events_of_key ON events (key) WHERE key IS NOT NULL;
    CREATE TABLE notes (event bigint PRIMARY KEY, labels text, comment text NOT NULL DEFAULT '');
    """
  ]

  /// The version that this code writes.
  static var version: Int { steps.count }

  /// Checks the name of a schema, which becomes part of statements.
  ///
  /// - Throws: `StoreError` (unavailable).
  static func validate(_ name: String, place: String) throws {
    let isName = name.utf8.allSatisfy { byte in
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || byte == UInt8(ascii: "_")
        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
    guard isName, let first = name.utf8.first, first > UInt8(ascii: "9"), name.utf8.count <= 63,
      !name.hasPrefix("pg_")
    else {
      throw StoreError(
        .unavailable, place: place,
        "expected a schema's name of at most 63 of the characters a-z, 0-9 and _, found '\(name.prefix(70))'")
    }
  }

  /// Makes the tables, or brings older ones up to date, in one transaction.
  ///
  /// - Throws: `StoreError` (tooNew, damaged, unavailable) and faults of the database.
  static func migrate(_ connection: PostgresConnection, schema: String) throws {
    let place = connection.address.place
    let encoding = try connection.query("SELECT getdatabaseencoding()::text").text(0, 0) ?? ""
    guard encoding == "UTF8" else {
      throw StoreError(
        .unavailable, place: place,
        "expected a database with the encoding UTF8, found \(encoding): make one by CREATE DATABASE … "
          + "ENCODING 'UTF8' TEMPLATE template0")
    }
    let isThere = try connection.query(
      "SELECT 1::bigint FROM pg_namespace WHERE nspname = $1::text", [.text(schema)])
    let found = try isThere.count == 0 ? nil : require(connection, schema: schema, orEmpty: true)
    guard found ?? 0 < version else { return }
    try connection.execute("BEGIN")
    do {
      if found == nil { try connection.execute("CREATE SCHEMA \"\(schema)\"") }
      for step in steps[(found ?? 0)...] { try connection.execute(step) }
      try connection.execute("UPDATE state SET version = \(version)")
      try connection.execute("COMMIT")
    } catch {
      try? connection.execute("ROLLBACK")
      throw error
    }
  }

  /// Checks that a schema is a store that this code understands, and returns its version.
  ///
  /// - Parameter orEmpty: whether a schema without any table will do, as version 0.
  @discardableResult
  static func require(
    _ connection: PostgresConnection, schema: String, orEmpty: Bool = false
  ) throws -> Int {
    let place = connection.address.place
    let tables = try connection.query(
      """
      SELECT c.relname::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = $1::text AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
      """, [.text(schema)])
    if orEmpty, tables.count == 0 { return 0 }
    let names = Set((0..<tables.count).map { tables.text($0, 0) ?? "" })
    guard names.isSuperset(of: ["state", "users", "items", "kinds", "events", "notes"]) else {
      throw StoreError(
        tables.count == 0 ? .unavailable : .damaged, place: place,
        "expected the tables of a store of Needletail in the schema \(schema), found "
          + (tables.count == 0 ? "none" : "others"))
    }
    let state = try connection.query("SELECT version::bigint FROM state")
    guard state.count == 1, state.int64(0, 0) > 0 else {
      throw StoreError(
        .damaged, place: place, "expected one row in \(schema).state, found \(state.count)")
    }
    let found = Int(state.int64(0, 0))
    guard found <= version else {
      throw StoreError(
        .tooNew, place: place,
        "its schema has version \(found), this program knows up to \(version): use the program that wrote it, "
          + "or a later one")
    }
    return found
  }
}
