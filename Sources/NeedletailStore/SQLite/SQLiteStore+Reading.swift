import GRDB
import NeedletailData

extension SQLiteStore {
  /// How many rows a streaming reader hands over at a time.
  private static let chunk = 4096

  /// Reads at one moment, on a connection of its own.
  func reading<Value>(_ body: (Database) throws -> Value) throws -> Value {
    try translatingFaults(of: directory) { try pool.read(body) }
  }

  /// Reads all events that count, of one moment, in the order of their sequences.
  ///
  /// - Throws: what `body` throws, and `StoreError` (damaged) for an event of nobody or nothing.
  public func forEachEvent(_ body: ([StoredEvent]) throws -> Void) throws {
    try reading { database in
      let counts = try CodeCounts(database)
      let row = try RawStatement(
        database, "SELECT \(EventRow.columns) FROM event WHERE ended IS NULL ORDER BY sequence")
      defer { row.reset() }
      var events: [StoredEvent] = []
      events.reserveCapacity(Self.chunk)
      while try row.step() {
        let event = EventRow.event(row)
        try counts.require(event, place: directory)
        events.append(event)
        guard events.count == Self.chunk else { continue }
        try body(events)
        events.removeAll(keepingCapacity: true)
      }
      if !events.isEmpty { try body(events) }
    }
  }

  /// Reads all items of one moment in the order of their codes; removed ones are left out.
  public func forEachItem(_ body: ([(code: Int32, item: ItemRecord)]) throws -> Void) throws {
    try reading { database in
      let row = try RawStatement(
        database, "SELECT \(ItemRow.columns) FROM item WHERE is_present = 1 ORDER BY code")
      defer { row.reset() }
      var items: [(code: Int32, item: ItemRecord)] = []
      while try row.step() {
        guard let item = ItemRow.record(row) else { continue }
        items.append((row.code(0), item))
        guard items.count == Self.chunk else { continue }
        try body(items)
        items.removeAll(keepingCapacity: true)
      }
      if !items.isEmpty { try body(items) }
    }
  }

  /// A user, or nil.
  public func user(_ id: String) throws -> UserRecord? {
    try reading { database in
      let row = try RawStatement(database, "SELECT \(UserRow.columns) FROM user WHERE id = ?")
      defer { row.reset() }
      row.bind(1, id)
      return try row.step() ? UserRow.record(row) : nil
    }
  }

  /// Users in the order of their ids as bytes.
  ///
  /// - Complexity: O(log users + count).
  public func users(from cursor: String?, count: Int) throws -> Page<UserRecord> {
    try page(
      "SELECT \(UserRow.columns) FROM user WHERE id > ? ORDER BY id LIMIT ?", from: cursor, count: count,
      key: { [$0.id] }, UserRow.record)
  }

  /// An item, or nil.
  public func item(_ id: String) throws -> ItemRecord? {
    try reading { database in
      let row = try RawStatement(database, "SELECT \(ItemRow.columns) FROM item WHERE id = ?")
      defer { row.reset() }
      row.bind(1, id)
      return try row.step() ? ItemRow.record(row) : nil
    }
  }

  /// Items in the order of their ids as bytes; removed ones are left out.
  ///
  /// - Complexity: O(log items + count).
  public func items(from cursor: String?, count: Int) throws -> Page<ItemRecord> {
    try page(
      "SELECT \(ItemRow.columns) FROM item WHERE id > ? AND is_present = 1 ORDER BY id LIMIT ?", from: cursor,
      count: count, key: { [$0.id] }, ItemRow.record)
  }

  /// A page of records in the order of ids; one more is read than shown, to know whether there are more.
  private func page<Record>(
    _ sql: String, from cursor: String?, count: Int, key: (Record) -> [String],
    _ record: (RawStatement) -> Record?
  ) throws -> Page<Record> {
    let last = try cursor.map { try PageCursor($0, parts: 1).parts[0] } ?? ""
    let count = min(max(1, count), Int(Int32.max))
    return try reading { database in
      let row = try RawStatement(database, sql)
      defer { row.reset() }
      row.bind(1, last)
      row.bind(2, Int64(count + 1))
      var records: [Record] = []
      while try row.step() { if let record = record(row) { records.append(record) } }
      return Page(records, count: count, key: key)
    }
  }
}

/// How many codes were given at the moment of reading, which may be more than memory knows yet.
private struct CodeCounts {
  private let users, items, kinds: Int64

  init(_ database: Database) throws {
    func count(_ table: String) throws -> Int64 {
      try Int64.fetchOne(database, sql: "SELECT max(code) + 1 FROM \(table)") ?? 0
    }
    (users, items, kinds) = (try count("user"), try count("item"), try count("kind"))
  }

  /// - Throws: `StoreError` (damaged) for an event with codes that nobody has.
  func require(_ event: StoredEvent, place: String) throws {
    guard event.user >= 0, Int64(event.user) < users, event.item >= 0, Int64(event.item) < items,
      Int64(event.kind) < kinds
    else {
      throw StoreError(
        .damaged, place: place,
        "event \(event.sequence) names user \(event.user), item \(event.item) or kind \(event.kind), which "
          + "do not exist")
    }
  }
}
