import GRDB

extension PostgresStore {
  /// Writes a copy of one moment into one file while the store goes on: a store in SQLite.
  ///
  /// Whatever can be done with a backup of a `SQLiteStore` can be done with it, above all `SQLiteStore.restore`. It
  /// is written beside `path`, checked, made durable, and takes its name last. For a backup as the server's own,
  /// use `pg_dump` with the schema.
  /// - Throws: `StoreError`: unavailable when it cannot be written there, damaged when the store is.
  public func backup(to path: String) throws {
    try SQLiteStore.replace(path) { aside in
      try translatingFaults(of: path) {
        let copy = try DatabaseQueue(path: aside)
        defer { try? copy.close() }
        // A copy that is cut short is never used, and a whole one is made durable at the end.
        try copy.writeWithoutTransaction {
          try $0.execute(
            sql: "PRAGMA synchronous = OFF; PRAGMA journal_mode = OFF; PRAGMA cache_size = -262144")
        }
        try reading { connection in
          try copy.inTransaction(.immediate) { database in
            try SQLiteSchema.migrate(database, place: path)
            for table in PostgresTable.all { try table.copy(from: connection, to: database) }
            return .commit
          }
        }
        let findings = try copy.read { try StoreCheck.findings($0) }
        if let first = findings.first {
          throw StoreError(.damaged, place: path, "the copy has \(findings.count) faults: \(first)")
        }
      }
    }
  }
}

/// A table here and in SQLite: what is read, what takes it, and the forms of the columns.
private struct PostgresTable {
  enum Form {
    case int16, int32, int64, boolean, float, text, bytes
  }

  var select: String
  var insert: String
  var forms: [Form]

  /// Copies all rows.
  func copy(from connection: PostgresConnection, to database: Database) throws {
    let statement = try RawStatement(database, insert)
    try connection.stream(select) { rows in
      for row in 0..<rows.count {
        for (column, form) in forms.enumerated() {
          form.bind(rows, row, Int32(column), to: statement, Int32(column) + 1)
        }
        try statement.run()
      }
    }
  }

  static let all = [
    PostgresTable(
      select: "SELECT code, id, labels, comment FROM users ORDER BY code",
      insert: "INSERT INTO user (code, id, labels, comment) VALUES (?, ?, ?, ?)",
      forms: [.int32, .text, .text, .text]),
    PostgresTable(
      select:
        "SELECT code, id, is_present, is_hidden, categories, time, labels, comment FROM items ORDER BY code",
      insert: """
        INSERT INTO item (code, id, is_present, is_hidden, categories, time, labels, comment)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """,
      forms: [.int32, .text, .boolean, .boolean, .text, .int64, .text, .text]),
    PostgresTable(
      select: "SELECT code, name FROM kinds ORDER BY code",
      insert: "INSERT INTO kind (code, name) VALUES (?, ?)",
      forms: [.int16, .text]),
    PostgresTable(
      select: """
        SELECT sequence, ended, user_code, item_code, kind_code, effect, value, time, completion, dwell, intent,
          written, key
        FROM events ORDER BY sequence
        """,
      insert: """
        INSERT INTO event (
          sequence, ended, user, item, kind, effect, value, time, completion, dwell, intent, written, key)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      forms: [
        .int64, .int64, .int32, .int32, .int16, .int16, .float, .int64, .float, .float, .float, .int64,
        .bytes,
      ]),
    PostgresTable(
      select: "SELECT event, labels, comment FROM notes ORDER BY event",
      insert: "INSERT INTO note (event, labels, comment) VALUES (?, ?, ?)", forms: [.int64, .text, .text]),
    PostgresTable(
      select: "SELECT sequence FROM state", insert: "UPDATE counter SET value = ? WHERE name = 'sequence'",
      forms: [.int64]),
  ]
}

extension PostgresTable.Form {
  /// Hands one value over.
  func bind(
    _ rows: PostgresRows, _ row: Int, _ column: Int32, to statement: RawStatement, _ place: Int32
  ) {
    if rows.isNull(row, column) { return statement.bindNull(place) }
    switch self {
    case .int16: statement.bind(place, Int64(rows.int16(row, column)))
    case .int32: statement.bind(place, rows.int32(row, column))
    case .int64: statement.bind(place, rows.int64(row, column))
    case .boolean: statement.bind(place, rows.boolean(row, column) ? 1 : 0 as Int64)
    case .float: statement.bind(place, rows.float(row, column))
    case .text: statement.bind(place, rows.text(row, column))
    case .bytes:
      if let key = rows.key(row, column) { statement.bind(place, key) } else { statement.bindNull(place) }
    }
  }
}
