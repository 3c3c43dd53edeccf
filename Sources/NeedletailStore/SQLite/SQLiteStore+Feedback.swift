import GRDB
import NeedletailData

extension SQLiteStore {
  /// The keyed view of events, ordered by kind, user and item as bytes, from a page's `next` on.
  ///
  /// - Complexity: O(the user's events) for one user, O(the item's events) for one item; else O(users between the
  ///   page's first and last record, and their events).
  public func feedback(
    _ filter: FeedbackFilter, from cursor: String?, count: Int
  ) throws -> Page<FeedbackRecord> {
    let last = try cursor.map { try PageCursor($0, parts: 3).parts.map { ExactID($0) } }
    let count = max(1, count)
    return try reading { database in
      var reader = try FeedbackReader(database, filter: filter, last: last, limit: count + 1)
      let records = try reader.records()
      return Page(records, count: count) { [$0.kind, $0.user, $0.item] }
    }
  }
}

/// Gathers feedback records from events.
private struct FeedbackReader {
  private struct Key: Hashable {
    var kind: Int64
    var user: Int64
    var item: Int64
  }

  /// A record whose notes have not been read.
  private struct Draft {
    var key: [ExactID]
    var latest: Int64
    var value: Double
    var time: Int64
    var updated: Int64

    /// Takes one more event of the key, later than all before.
    mutating func add(_ row: RawStatement) {
      latest = row.int64(0)
      value += Double(row.float(4))
      time = row.int64(5)
      updated = row.int64(6)
    }
  }

  private let filter: FeedbackFilter
  private let last: [ExactID]?
  private let limit: Int
  private let database: Database
  private var kinds: [(code: Int64, name: String)] = []
  private var users: [Int64: ExactID] = [:]
  private var items: [Int64: ExactID] = [:]
  private let userID, itemID, note: RawStatement

  init(_ database: Database, filter: FeedbackFilter, last: [ExactID]?, limit: Int) throws {
    self.database = database
    self.filter = filter
    self.last = last
    self.limit = limit
    userID = try RawStatement(database, "SELECT id FROM user WHERE code = ?")
    itemID = try RawStatement(database, "SELECT id FROM item WHERE code = ?")
    note = try RawStatement(database, "SELECT labels, comment FROM note WHERE event = ?")
    let row = try RawStatement(database, "SELECT code, name FROM kind ORDER BY name")
    while try row.step() {
      guard let name = row.text(1) else { continue }
      if let wanted = filter.kind, ExactID(wanted) != ExactID(name) { continue }
      kinds.append((row.int64(0), name))
    }
  }

  mutating func records() throws -> [FeedbackRecord] {
    var drafts: [Draft] = []
    if let user = filter.user {
      guard let code = try code(of: user, in: "user") else { return [] }
      drafts = try self.drafts("user = ?", code)
    } else if let item = filter.item {
      guard let code = try code(of: item, in: "item") else { return [] }
      drafts = try self.drafts("item = ?", code)
    } else {
      drafts = try draftsOfAllUsers()
    }
    return try drafts.prefix(limit).map { draft in
      note.bind(1, draft.latest)
      defer { note.reset() }
      let isThere = try note.step()
      return FeedbackRecord(
        kind: draft.key[0].text, user: draft.key[1].text, item: draft.key[2].text, value: draft.value,
        time: draft.time, updated: draft.updated,
        labels: isThere ? JSONValue(storedText: note.text(0)) : .null,
        comment: isThere ? note.text(1) ?? "" : "")
    }
  }

  private func code(of id: String, in table: String) throws -> Int64? {
    let row = try RawStatement(database, "SELECT code FROM \(table) WHERE id = ?")
    defer { row.reset() }
    row.bind(1, id)
    return try row.step() ? row.int64(0) : nil
  }

  /// Walks kind by kind and user by user, in the order of the view, until there are enough.
  private mutating func draftsOfAllUsers() throws -> [Draft] {
    var drafts: [Draft] = []
    for (code, name) in kinds {
      let kind = ExactID(name)
      var first = ""
      if let last {
        if kind < last[0] { continue }
        if kind == last[0] { first = last[1].text }
      }
      let user = try RawStatement(database, "SELECT code FROM user WHERE id >= ? ORDER BY id")
      defer { user.reset() }
      user.bind(1, first)
      while try user.step() {
        drafts += try self.drafts("kind = \(code) AND user = ?", user.int64(0))
        if drafts.count >= limit { return drafts }
      }
    }
    return drafts
  }

  /// The records of the events that match, in order, after the cursor.
  private mutating func drafts(_ condition: String, _ code: Int64) throws -> [Draft] {
    let row = try RawStatement(
      database,
      """
      SELECT sequence, user, item, kind, value, time, written FROM event
      WHERE \(condition) AND ended IS NULL ORDER BY sequence
      """)
    defer { row.reset() }
    row.bind(1, code)
    var found: [Key: Draft] = [:]
    while try row.step() {
      let key = Key(kind: row.int64(3), user: row.int64(1), item: row.int64(2))
      found[key, default: Draft(key: [], latest: 0, value: 0, time: 0, updated: 0)].add(row)
    }
    var drafts: [Draft] = []
    for (key, var draft) in found where draft.time <= filter.now {
      guard let kind = kinds.first(where: { $0.code == key.kind }) else { continue }
      draft.key = [ExactID(kind.name), try user(key.user), try item(key.item)]
      if let wanted = filter.item, ExactID(wanted) != draft.key[2] { continue }
      if let last, !last.lexicographicallyPrecedes(draft.key) { continue }
      drafts.append(draft)
    }
    return drafts.sorted { $0.key.lexicographicallyPrecedes($1.key) }
  }

  private mutating func user(_ code: Int64) throws -> ExactID { try id(code, userID, \.users) }
  private mutating func item(_ code: Int64) throws -> ExactID { try id(code, itemID, \.items) }

  private mutating func id(
    _ code: Int64, _ row: RawStatement, _ known: WritableKeyPath<Self, [Int64: ExactID]>
  ) throws -> ExactID {
    if let id = self[keyPath: known][code] { return id }
    row.bind(1, code)
    defer { row.reset() }
    let id = ExactID(try row.step() ? row.text(0) ?? "" : "")
    self[keyPath: known][code] = id
    return id
  }
}
