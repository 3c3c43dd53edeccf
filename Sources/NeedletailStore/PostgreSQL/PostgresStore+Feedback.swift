import NeedletailData

extension PostgresStore {
  /// The keyed view of events, ordered by kind, user and item as bytes, from a page's `next` on.
  ///
  /// - Complexity: O(the user's events) for one user, O(the item's events) for one item; else O(users between the
  ///   page's first and last record, and their events).
  public func feedback(
    _ filter: FeedbackFilter, from cursor: String?, count: Int
  ) throws -> Page<FeedbackRecord> {
    let last = try cursor.map { try PageCursor(storable: $0, parts: 3).parts }
    let count = min(max(1, count), Int(Int32.max) - 1)
    let names = [filter.kind, filter.user, filter.item].compactMap { $0 }
    guard !names.contains(where: { $0.utf8.contains(0) }) else { return Page([], next: nil) }
    return try reading { connection in
      let reader = PostgresFeedbackReader(
        connection: connection, filter: filter, last: last ?? ["", "", ""], limit: count + 1)
      return Page(try reader.records(), count: count) { [$0.kind, $0.user, $0.item] }
    }
  }
}

/// Gathers feedback records from events.
private struct PostgresFeedbackReader {
  let connection: PostgresConnection
  let filter: FeedbackFilter
  /// The key after which the page begins; empty parts come before all.
  let last: [String]
  let limit: Int

  func records() throws -> [FeedbackRecord] {
    let kinds = try self.kinds()
    if let user = filter.user {
      return try records(kinds: kinds.map(\.code), users: codes(of: user, in: "users"), count: limit)
    }
    if filter.item != nil { return try records(kinds: kinds.map(\.code), users: nil, count: limit) }
    return try recordsOfAllUsers(kinds)
  }

  /// The kinds that are wanted and not behind the cursor, in the order of their names.
  private func kinds() throws -> [(code: Int16, name: String)] {
    let rows = try connection.query(
      "SELECT code, name FROM kinds WHERE name >= $1 ORDER BY name", [.text(last[0])])
    return (0..<rows.count).map { (rows.int16($0, 0), rows.text($0, 1) ?? "") }.filter { kind in
      filter.kind.map { ExactID($0) == ExactID(kind.name) } ?? true
    }
  }

  private func codes(of id: String, in table: String) throws -> [Int32] {
    let rows = try connection.query("SELECT code FROM \(table) WHERE id = $1", [.text(id)])
    return (0..<rows.count).map { rows.int32($0, 0) }
  }

  /// Walks kind by kind, through some users at a time in the order of the view, until there are enough.
  private func recordsOfAllUsers(_ kinds: [(code: Int16, name: String)]) throws -> [FeedbackRecord] {
    var records: [FeedbackRecord] = []
    for (kind, name) in kinds {
      // The cursor's user may have more items.
      var (first, isIncluded) = (ExactID(name) == ExactID(last[0]) ? last[1] : "", true)
      var step = 64
      while true {
        let users = try connection.query(
          "SELECT code, id FROM users WHERE id \(isIncluded ? ">=" : ">") $1 ORDER BY id LIMIT $2",
          [.text(first), .int64(Int64(step))])
        let codes = (0..<users.count).map { users.int32($0, 0) }
        if !codes.isEmpty {
          records += try self.records(kinds: [kind], users: codes, count: limit - records.count)
        }
        if records.count >= limit { return records }
        guard users.count == step, let reached = users.text(users.count - 1, 1) else { break }
        (first, isIncluded, step) = (reached, false, min(step * 4, 16_384))
      }
    }
    return records
  }

  /// The first records of some kinds and users after the cursor; all users when there is an item.
  private func records(kinds: [Int16], users: [Int32]?, count: Int) throws -> [FeedbackRecord] {
    var conditions = ["ended IS NULL", "kind_code = ANY($1)"]
    var parameters: [PostgresParameter] = [
      .int16s(kinds), .int64(filter.now), .text(last[0]), .text(last[1]), .text(last[2]),
      .int64(Int64(count)),
    ]
    func require(_ column: String, _ codes: [Int32]) {
      parameters.append(.int32s(codes))
      conditions.append("\(column) = ANY($\(parameters.count))")
    }
    if let users { require("user_code", users) }
    if let item = filter.item { require("item_code", try codes(of: item, in: "items")) }
    let rows = try connection.query(
      """
      SELECT k.name, u.id, i.id, g.value, e.time, e.written, n.labels, n.comment
      FROM (
        SELECT kind_code, user_code, item_code, sum(value::float8 ORDER BY sequence) AS value, max(sequence) AS latest
        FROM events WHERE \(conditions.joined(separator: " AND ")) GROUP BY 1, 2, 3
      ) g
      JOIN events e ON e.sequence = g.latest JOIN kinds k ON k.code = g.kind_code
      JOIN users u ON u.code = g.user_code JOIN items i ON i.code = g.item_code
      LEFT JOIN notes n ON n.event = g.latest
      WHERE e.time <= $2 AND (k.name, u.id, i.id) > ($3, $4, $5)
      ORDER BY k.name, u.id, i.id LIMIT $6
      """, parameters)
    return (0..<rows.count).map { row in
      FeedbackRecord(
        kind: rows.text(row, 0) ?? "", user: rows.text(row, 1) ?? "", item: rows.text(row, 2) ?? "",
        value: rows.double(row, 3), time: rows.int64(row, 4), updated: rows.int64(row, 5),
        labels: JSONValue(storedText: rows.text(row, 6)), comment: rows.text(row, 7) ?? "")
    }
  }
}
