extension StoredCodes {
  /// Reads the codes.
  ///
  /// - Throws: `StoreError` (damaged) when they are not dense; `PostgresFault`.
  init(_ connection: PostgresConnection) throws {
    try connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
    let state = try connection.query("SELECT sequence FROM state")
    self.init(sequence: state.int64(0, 0), place: connection.address.place)
    try connection.stream("SELECT code, id FROM users ORDER BY code") { rows in
      for row in 0..<rows.count { try addUser(Int64(rows.int32(row, 0)), rows.text(row, 1)) }
    }
    try connection.stream("SELECT code, id, is_present FROM items ORDER BY code") { rows in
      for row in 0..<rows.count {
        try addItem(Int64(rows.int32(row, 0)), rows.text(row, 1) ?? "", isPresent: rows.boolean(row, 2))
      }
    }
    try connection.stream("SELECT code, name FROM kinds ORDER BY code") { rows in
      for row in 0..<rows.count { try addKind(Int64(rows.int16(row, 0)), rows.text(row, 1) ?? "") }
    }
    try connection.execute("COMMIT")
  }
}
