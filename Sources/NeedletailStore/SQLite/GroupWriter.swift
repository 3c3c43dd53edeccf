import GRDB
import NeedletailData

/// Writes the changes of one group within one transaction.
struct GroupWriter {
  let statements: WriteStatements
  let now: Int64
  var codes: GroupCodes
  /// The sequence of the latest change.
  var sequence: Int64
  /// Items whose record was removed.
  var absentItems: Set<Int32>
  /// Whether somebody was erased.
  var hasErased = false

  /// Writes one change that has been validated.
  ///
  /// - Throws: faults of the database, which end the group; a refusal is a result.
  mutating func write(_ change: Change) throws -> Result<Receipt, ChangeError> {
    switch change {
    case .addEvent(let event): return try add(event, effect: .adds)
    case .replaceEvents(let event): return try add(event, effect: .replaces)
    case .removeEvents(let user, let item, let kind):
      return .success(try removeEvents(user: user, item: item, kind: kind))
    case .putUser(let user): return .success(try put(user))
    case .patchUser(let id, let patch):
      guard let code = codes.user(id), let user = try statements.user(code) else {
        return .failure(ChangeError(.notFound, "user \(id) not found"))
      }
      return .success(try put(user.patched(patch)))
    case .eraseUser(let id): return .success(try eraseUser(id))
    case .putItem(let item): return .success(try put(item))
    case .patchItem(let id, let patch):
      guard let code = codes.item(id), let item = try statements.item(code) else {
        return .failure(ChangeError(.notFound, "item \(id) not found"))
      }
      do {
        return .success(try put(item.patched(patch)))
      } catch let refusal as ChangeError {
        return .failure(refusal)
      }
    case .removeItem(let id): return .success(try removeItem(id))
    }
  }

  private mutating func nextSequence() -> Int64 {
    sequence += 1
    return sequence
  }

  private mutating func add(
    _ event: NewEvent, effect: StoredEvent.Effect
  ) throws -> Result<Receipt, ChangeError> {
    let key = event.eventID.map { EventKey($0) }
    if let key, let first = try statements.event(key) { return .success(first) }
    let kind: UInt8
    if let known = codes.kind(event.kind) {
      kind = known
    } else {
      guard codes.hasRoomForKind else { return .failure(.tooManyKinds(event.kind)) }
      kind = codes.addKind(event.kind)
      try statements.insertKind(kind, event.kind)
    }
    let user = try userCode(event.user)
    let item = try itemCode(event.item)
    let stored = StoredEvent(
      sequence: nextSequence(), user: user, item: item, kind: kind, effect: effect, value: event.value,
      time: event.time, completion: event.completion, dwell: event.dwell, intent: event.intent)
    if effect == .replaces { try statements.end(user: user, item: item, kind: kind, at: sequence) }
    try statements.insert(stored, written: now, key: key)
    let labels = event.labels ?? .null
    if labels != .null || !event.comment.isEmpty {
      try statements.insertNote(sequence, labels: labels, comment: event.comment)
    }
    return .success(Receipt(sequence: sequence, user: user, itemCode: item, event: stored))
  }

  /// The code of a user, who comes into being when unknown.
  private mutating func userCode(_ id: String) throws -> Int32 {
    if let code = codes.user(id) { return code }
    let code = codes.addUser(id)
    try statements.put(UserRecord(id: id), code: code)
    return code
  }

  /// The code of an item, which comes into being when unknown or removed.
  private mutating func itemCode(_ id: String) throws -> Int32 {
    if let code = codes.item(id), absentItems.isEmpty || !absentItems.contains(code) { return code }
    let code = codes.item(id) ?? codes.addItem(id)
    absentItems.remove(code)
    try statements.put(ItemRecord(id: id), code: code)
    return code
  }

  private mutating func removeEvents(user: String, item: String, kind: String?) throws -> Receipt {
    let (userCode, itemCode) = (codes.user(user), codes.item(item))
    let kindCode = kind.map { codes.kind($0).map { Int64($0) } ?? -1 }
    var receipt = Receipt(sequence: nextSequence(), affected: 0, user: userCode, itemCode: itemCode)
    guard let userCode, let itemCode else { return receipt }
    let kinds = try statements.kinds(user: userCode, item: itemCode).filter {
      kindCode ?? Int64($0) == Int64($0)
    }
    for kind in kinds { try statements.end(user: userCode, item: itemCode, kind: kind, at: sequence) }
    receipt.affected = kinds.count
    return receipt
  }

  private mutating func put(_ user: UserRecord) throws -> Receipt {
    let code = codes.user(user.id) ?? codes.addUser(user.id)
    try statements.put(user, code: code)
    return Receipt(sequence: nextSequence(), user: code)
  }

  private mutating func eraseUser(_ id: String) throws -> Receipt {
    guard let code = codes.user(id) else { return Receipt(sequence: nextSequence(), affected: 0) }
    try statements.eraseUser(code)
    codes.eraseUser(id, code)
    hasErased = true
    return Receipt(sequence: nextSequence(), user: code)
  }

  private mutating func put(_ item: ItemRecord) throws -> Receipt {
    let code = codes.item(item.id) ?? codes.addItem(item.id)
    absentItems.remove(code)
    try statements.put(item, code: code)
    var stored = item
    stored.labels = item.labels.asStored
    return Receipt(sequence: nextSequence(), itemCode: code, item: stored)
  }

  private mutating func removeItem(_ id: String) throws -> Receipt {
    guard let code = codes.item(id) else { return Receipt(sequence: nextSequence(), affected: 0) }
    let isPresent = absentItems.insert(code).inserted
    let receipt = Receipt(sequence: nextSequence(), affected: isPresent ? 1 : 0, itemCode: code)
    if isPresent { try statements.removeItem(code, at: sequence) }
    return receipt
  }
}
