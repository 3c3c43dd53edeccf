import NeedletailData

extension PostgresStore {
  /// Checks what a store promises, and that all of it can be read.
  ///
  /// Pages and indices themselves are checked by the server's `pg_amcheck` and its data checksums.
  /// - Complexity: O(size of the store).
  public func check() throws -> [String] {
    do {
      return try reading { connection in
        try Self.rules.compactMap { rule in
          let count = try connection.query("SELECT count(*) FROM \(rule.violated)").int64(0, 0)
          return count == 0 ? nil : "\(count) \(rule.meaning)"
        }
          + Self.texts.compactMap { text in
            var count = 0
            try connection.stream("SELECT \(text.column) FROM \(text.table) WHERE \(text.column) IS NOT NULL")
            {
              rows in
              for row in 0..<rows.count where !Self.isJSON(rows.text(row, 0)) { count += 1 }
            }
            return count == 0 ? nil : "\(count) \(text.table) have \(text.column) that are no JSON"
          }
      }
    } catch let error as StoreError where error.code == .damaged {
      return [error.message]
    }
  }

  private static func isJSON(_ text: String?) -> Bool { text.flatMap { try? JSONValue(parsing: $0) } != nil }

  /// Columns of JSON text.
  private static let texts = [
    (table: "users", column: "labels"), (table: "items", column: "labels"),
    (table: "items", column: "categories"), (table: "notes", column: "labels"),
  ]

  /// Rows that must not be there, and what they would mean.
  private static let rules: [(violated: String, meaning: String)] = [
    (
      "events, state WHERE events.sequence > state.sequence OR ended > state.sequence",
      "events are later than the latest change"
    ),
    ("events WHERE ended <= sequence", "events ended before they began"),
    (
      "events LEFT JOIN users ON users.code = user_code WHERE users.id IS NULL",
      "events are of erased or missing users"
    ),
    (
      "events LEFT JOIN items ON items.code = item_code WHERE items.code IS NULL OR ended IS NULL AND NOT is_present",
      "events count for removed or missing items"
    ),
    (
      "events LEFT JOIN kinds ON kinds.code = kind_code WHERE kinds.code IS NULL",
      "events are of missing kinds"
    ),
    (
      "notes LEFT JOIN events ON event = sequence WHERE sequence IS NULL", "notes are of missing events"
    ),
    ("users WHERE id IS NULL AND (labels IS NOT NULL OR comment != '')", "erased users left attributes"),
    missingCodes("users"), missingCodes("items"), missingCodes("kinds"),
    ("(SELECT 1 FROM state HAVING count(*) != 1) s", "state of the store is missing"),
  ]

  private static func missingCodes(_ table: String) -> (violated: String, meaning: String) {
    (
      "(SELECT 1 FROM \(table) HAVING count(*) != coalesce(max(code), -1) + 1) s",
      "codes of \(table) are missing"
    )
  }
}
