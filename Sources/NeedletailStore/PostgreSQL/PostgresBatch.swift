import NeedletailData

/// What a group writes, gathered so that a thousand events go to the server in a handful of statements.
///
/// Rows wait in memory until something must see them. An event that the group itself ended is written as ended; ends
/// of events of earlier groups are written before the group's own events.
final class PostgresBatch: GroupStatements {
  private let connection: PostgresConnection
  /// Events by their ids: those of the server, and those of the group.
  private var known: [EventKey: Receipt] = [:]
  private var kinds: [(code: UInt8, name: String)] = []
  private var users: [Int32: UserRecord] = [:]
  private var items: [Int32: ItemRecord] = [:]
  private var events = PostgresEventColumns()
  private var ends: [PostgresFeedbackKey: Int64] = [:]
  private var notes: [(event: Int64, labels: String?, comment: String)] = []
  /// How many of the rows that wait may be large; together they must stay below the gigabyte of a value.
  private var largeRows = 0
  private static let largestGathering = 200

  /// Begins a transaction, and finds the events that are there already.
  init(_ connection: PostgresConnection, _ changes: [Change]) throws {
    self.connection = connection
    try connection.send("BEGIN")
    let keys = changes.compactMap { change -> EventKey? in
      switch change {
      case .addEvent(let event), .replaceEvents(let event): event.eventID.map { EventKey($0) }
      default: nil
      }
    }
    guard !keys.isEmpty, let rows = try read(.findKeys, [.keys(keys)]) else { return }
    for row in 0..<rows.count {
      guard let key = rows.key(row, 0) else { continue }
      known[key] = Receipt(
        sequence: rows.int64(row, 1), isDuplicate: true, affected: 0, user: rows.int32(row, 2),
        itemCode: rows.int32(row, 3))
    }
  }

  /// Writes everything and ends the transaction for good.
  func commit(sequence: Int64) throws {
    try flush()
    try connection.send(.setSequence, [.int64(sequence)])
    try connection.send("COMMIT")
    _ = try connection.finish()
  }

  /// Ends the transaction without a trace.
  func abandon() throws {
    try connection.send("ROLLBACK")
    _ = try connection.finish()
  }

  func event(_ key: EventKey) -> Receipt? { known[key] }

  func kinds(user: Int32, item: Int32) throws -> [UInt8] {
    try flush()
    guard let rows = try read(.findKinds, [.int64(Int64(user)), .int64(Int64(item))]) else { return [] }
    return (0..<rows.count).map { UInt8(truncatingIfNeeded: rows.int16($0, 0)) }
  }

  func user(_ code: Int32) throws -> UserRecord? {
    if let waiting = users[code] { return waiting }
    guard let rows = try read(.readUser, [.int64(Int64(code))]), rows.count > 0 else { return nil }
    return PostgresUserRow.record(rows, 0)
  }

  func item(_ code: Int32) throws -> ItemRecord? {
    if let waiting = items[code] { return waiting }
    guard let rows = try read(.readItem, [.int64(Int64(code))]), rows.count > 0 else { return nil }
    return PostgresItemRow.record(rows, 0)
  }

  func insertKind(_ code: UInt8, _ name: String) { kinds.append((code, name)) }

  func put(_ user: UserRecord, code: Int32) throws {
    users[code] = user
    if user.labels != .null || !user.comment.isEmpty { try gatherLargeRow() }
  }

  func put(_ item: ItemRecord, code: Int32) throws {
    items[code] = item
    if item.labels != .null || !item.comment.isEmpty || !item.categories.isEmpty { try gatherLargeRow() }
  }

  private func gatherLargeRow() throws {
    largeRows += 1
    if largeRows >= Self.largestGathering { try flush() }
  }

  func insert(_ event: StoredEvent, written: Int64, key: EventKey?) {
    events.append(event, written: written, key: key)
    guard let key else { return }
    known[key] = Receipt(
      sequence: event.sequence, isDuplicate: true, affected: 0, user: event.user, itemCode: event.item)
  }

  func insertNote(_ sequence: Int64, labels: JSONValue, comment: String) throws {
    notes.append((sequence, labels.storedText, comment))
    try gatherLargeRow()
  }

  func end(user: Int32, item: Int32, kind: UInt8, at sequence: Int64) {
    let key = PostgresFeedbackKey(user: user, item: item, kind: kind)
    events.end(key, at: sequence)
    // Events of earlier groups ended with the first.
    if ends[key] == nil { ends[key] = sequence }
  }

  func removeItem(_ code: Int32, at sequence: Int64) throws {
    try flush()
    try send(.removeItem, [.int64(Int64(code))])
    try send(.endItem, [.int64(Int64(code)), .int64(sequence)])
  }

  func eraseUser(_ code: Int32) throws {
    try flush()
    for statement in [PostgresStatement.eraseNotes, .eraseEvents, .eraseUser] {
      try send(statement, [.int64(Int64(code))])
    }
    known = known.filter { $0.value.user != code }
  }

  /// Sends a statement; waits for the earlier ones when there are many, so that neither side's buffers fill up.
  private func send(_ statement: PostgresStatement, _ parameters: [PostgresParameter]) throws {
    try connection.send(statement, parameters)
    if connection.outstanding >= 200 { _ = try connection.finish() }
  }

  private func read(
    _ statement: PostgresStatement, _ parameters: [PostgresParameter]
  ) throws -> PostgresRows? {
    try connection.send(statement, parameters)
    return try connection.finish().last
  }

  /// Sends the rows that wait.
  private func flush() throws {
    largeRows = 0
    if !kinds.isEmpty {
      try send(.insertKinds, [.int16s(kinds.map { Int16($0.code) }), .texts(kinds.map(\.name))])
      kinds.removeAll()
    }
    if !users.isEmpty {
      let rows = Array(users)
      try send(
        .putUsers,
        [
          .int32s(rows.map(\.key)), .texts(rows.map(\.value.id)), .texts(rows.map(\.value.labels.storedText)),
          .texts(rows.map(\.value.comment)),
        ])
      users.removeAll()
    }
    if !items.isEmpty {
      let rows = Array(items)
      try send(
        .putItems,
        [
          .int32s(rows.map(\.key)), .texts(rows.map(\.value.id)), .booleans(rows.map(\.value.isHidden)),
          .texts(rows.map(\.value.storedCategories)), .int64s(rows.map(\.value.time)),
          .texts(rows.map(\.value.labels.storedText)), .texts(rows.map(\.value.comment)),
        ])
      items.removeAll()
    }
    if !ends.isEmpty {
      let rows = Array(ends)
      try send(
        .endEvents,
        [
          .int32s(rows.map(\.key.user)), .int32s(rows.map(\.key.item)),
          .int16s(rows.map { Int16($0.key.kind) }),
          .int64s(rows.map(\.value)),
        ])
      ends.removeAll()
    }
    if !events.isEmpty {
      try send(.insertEvents, events.parameters)
      events = PostgresEventColumns()
    }
    if !notes.isEmpty {
      try send(
        .insertNotes,
        [.int64s(notes.map(\.event)), .texts(notes.map(\.labels)), .texts(notes.map(\.comment))])
      notes.removeAll()
    }
  }
}

extension ItemRecord {
  /// The categories as JSON text; nil for none.
  fileprivate var storedCategories: String? {
    categories.isEmpty ? nil : JSONValue.array(categories.map { .string($0) }).description
  }
}

extension PostgresRows {
  /// A key from the sixteen bytes of a `uuid`.
  func key(_ row: Int, _ column: Int32) -> EventKey? {
    guard let bytes = bytes(row, column), bytes.count == MemoryLayout<EventKey>.size else { return nil }
    return bytes.loadUnaligned(as: EventKey.self)
  }
}
