import GRDB

extension SQLiteStore {
  /// Checks pages, indices and references by SQLite's own means, then what a store promises beyond them.
  ///
  /// - Complexity: O(size of the database).
  public func check() throws -> [String] {
    do {
      return try reading(StoreCheck.findings)
    } catch let error as StoreError where error.code == .damaged {
      return [error.message]
    }
  }
}

/// What a store on disk is checked for.
enum StoreCheck {
  /// Sentences about all that is wrong.
  static func findings(_ database: Database) throws -> [String] {
    let pages = try String.fetchAll(database, sql: "PRAGMA integrity_check(20)").filter { $0 != "ok" }
    guard pages.isEmpty else { return pages }
    let references = try Row.fetchAll(database, sql: "PRAGMA foreign_key_check").prefix(20).map {
      "a row of \($0[0] as String? ?? "a table") refers to a missing row of \($0[2] as String? ?? "another")"
    }
    return try references
      + rules.compactMap { rule in
        let count = try Int.fetchOne(database, sql: "SELECT count(*) FROM \(rule.violated)") ?? 0
        return count == 0 ? nil : "\(count) \(rule.meaning)"
      }
  }

  /// Rows that must not be there, and what they would mean.
  private static let rules: [(violated: String, meaning: String)] = [
    (
      "event, counter WHERE name = 'sequence' AND (sequence > counter.value OR ended > counter.value)",
      "events are later than the latest change"
    ),
    ("event WHERE ended <= sequence", "events ended before they began"),
    ("event JOIN user ON user.code = event.user WHERE id IS NULL", "events are of erased users"),
    (
      "event JOIN item ON item.code = event.item WHERE ended IS NULL AND is_present = 0",
      "events count for removed items"
    ),
    ("user WHERE id IS NULL AND (labels IS NOT NULL OR comment != '')", "erased users left attributes"),
    (
      "(SELECT max(code) FROM user HAVING count(*) != ifnull(max(code), -1) + 1)",
      "codes of users are missing"
    ),
    (
      "(SELECT max(code) FROM item HAVING count(*) != ifnull(max(code), -1) + 1)",
      "codes of items are missing"
    ),
    (
      "(SELECT max(code) FROM kind HAVING count(*) != ifnull(max(code), -1) + 1 OR count(*) > \(ChangeLimits.kinds))",
      "codes of kinds are missing"
    ),
    (
      "(SELECT max(value) FROM counter WHERE name = 'sequence' HAVING count(*) != 1)",
      "counter of sequences is missing"
    ),
    ("user WHERE labels IS NOT NULL AND NOT json_valid(labels)", "users have labels that are no JSON"),
    (
      "item WHERE labels IS NOT NULL AND NOT json_valid(labels) "
        + "OR categories IS NOT NULL AND NOT json_valid(categories)",
      "items have labels or categories that are no JSON"
    ),
    ("note WHERE labels IS NOT NULL AND NOT json_valid(labels)", "events have labels that are no JSON"),
  ]
}
