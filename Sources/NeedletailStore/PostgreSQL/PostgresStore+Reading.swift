import NeedletailData

extension PostgresStore {
  /// Reads at one moment, on a connection apart from the writer's.
  func reading<Value>(_ body: (PostgresConnection) throws -> Value) throws -> Value {
    try translatingFaults(of: ownership.address) { try readers.read(body) }
  }

  /// Reads all events that count, of one moment, in the order of their sequences.
  ///
  /// - Throws: what `body` throws, and `StoreError` (damaged) for an event of nobody or nothing.
  public func forEachEvent(_ body: ([StoredEvent]) throws -> Void) throws {
    try reading { connection in
      let counts = try CodeCounts(connection)
      try connection.streamEvents { events in
        for event in events { try counts.require(event, place: place) }
        try body(events)
      }
    }
  }

  /// Reads all items of one moment in the order of their codes; removed ones are left out.
  public func forEachItem(_ body: ([(code: Int32, item: ItemRecord)]) throws -> Void) throws {
    try reading { try $0.streamItems(body) }
  }

  /// A user, or nil.
  public func user(_ id: String) throws -> UserRecord? {
    try record("SELECT \(PostgresUserRow.columns) FROM users WHERE id = $1", id, PostgresUserRow.record)
  }

  /// Users in the order of their ids as bytes.
  ///
  /// - Complexity: O(log users + count).
  public func users(from cursor: String?, count: Int) throws -> Page<UserRecord> {
    try page(
      "SELECT \(PostgresUserRow.columns) FROM users WHERE id > $1 ORDER BY id LIMIT $2", from: cursor,
      count: count, key: { [$0.id] }, PostgresUserRow.record)
  }

  /// An item, or nil.
  public func item(_ id: String) throws -> ItemRecord? {
    try record("SELECT \(PostgresItemRow.columns) FROM items WHERE id = $1", id, PostgresItemRow.record)
  }

  /// Items in the order of their ids as bytes; removed ones are left out.
  ///
  /// - Complexity: O(log items + count).
  public func items(from cursor: String?, count: Int) throws -> Page<ItemRecord> {
    try page(
      "SELECT \(PostgresItemRow.columns) FROM items WHERE id > $1 AND is_present ORDER BY id LIMIT $2",
      from: cursor, count: count, key: { [$0.id] }, PostgresItemRow.record)
  }

  private func record<Record>(
    _ sql: String, _ id: String, _ record: (PostgresRows, Int) -> Record?
  ) throws -> Record? {
    // A text of the server holds no U+0000, so nothing has such an id.
    guard !id.utf8.contains(0) else { return nil }
    return try reading { connection in
      let rows = try connection.query(sql, [.text(id)])
      return rows.count > 0 ? record(rows, 0) : nil
    }
  }

  /// A page of records in the order of ids; one more is read than shown, to know whether there are more.
  private func page<Record>(
    _ sql: String, from cursor: String?, count: Int, key: (Record) -> [String],
    _ record: (PostgresRows, Int) -> Record?
  ) throws -> Page<Record> {
    let last = try cursor.map { try PageCursor(storable: $0, parts: 1).parts[0] } ?? ""
    let count = min(max(1, count), Int(Int32.max) - 1)
    return try reading { connection in
      let rows = try connection.query(sql, [.text(last), .int64(Int64(count + 1))])
      return Page((0..<rows.count).compactMap { record(rows, $0) }, count: count, key: key)
    }
  }
}

extension PageCursor {
  /// Reads a cursor whose parts a server can compare with.
  init(storable text: String, parts count: Int) throws {
    try self.init(text, parts: count)
    guard !parts.contains(where: { $0.utf8.contains(0) }) else {
      throw StoreError(
        .invalidCursor, place: "cursor", "expected what an earlier page gave, found '\(text.prefix(60))'")
    }
  }
}

extension PostgresConnection {
  /// Hands over all events that count, in order.
  func streamEvents(_ body: ([StoredEvent]) throws -> Void) throws {
    try stream("SELECT \(PostgresEventRow.columns) FROM events WHERE ended IS NULL ORDER BY sequence") {
      rows in
      try body((0..<rows.count).map { PostgresEventRow.event(rows, $0) })
    }
  }

  /// Hands over all items that are there, in the order of codes.
  func streamItems(_ body: ([(code: Int32, item: ItemRecord)]) throws -> Void) throws {
    try stream("SELECT \(PostgresItemRow.columns) FROM items WHERE is_present ORDER BY code") { rows in
      let items = (0..<rows.count).compactMap { row in
        PostgresItemRow.record(rows, row).map { (code: rows.int32(row, 0), item: $0) }
      }
      if !items.isEmpty { try body(items) }
    }
  }
}

extension CodeCounts {
  /// Counts the codes of a database.
  fileprivate init(_ connection: PostgresConnection) throws {
    let rows = try connection.query(
      """
      SELECT (SELECT max(code) + 1 FROM users)::bigint, (SELECT max(code) + 1 FROM items)::bigint,
        (SELECT max(code) + 1 FROM kinds)::bigint
      """)
    self.init(users: rows.int64(0, 0), items: rows.int64(0, 1), kinds: rows.int64(0, 2))
  }
}
