import NeedletailRetrieval
import NeedletailStore

extension LiveState {
  /// The codes of users that a group of changes erases, looked up before the store forgets them.
  ///
  /// By the bytes of their ids, since `==` of strings also takes "é" in two spellings for one; -1 for those
  /// who are unknown as yet.
  static func erasedUsers(in changes: [Change], _ identifiers: Identifiers) -> [[UInt8]: Int32] {
    var codes: [[UInt8]: Int32] = [:]
    for case .eraseUser(let id) in changes { codes[Array(id.utf8)] = identifiers.user(id) ?? -1 }
    return codes
  }

  /// Applies a committed group, in its order.
  ///
  /// - Parameter erased: the codes that `erasedUsers` found before the commit.
  mutating func apply(
    _ changes: [Change], _ results: [Result<Receipt, ChangeError>], erased: [[UInt8]: Int32], now: Int64
  ) {
    if histories.advance(to: now) { noteEvents() }
    var erased = erased
    for (change, result) in zip(changes, results) {
      guard case .success(let receipt) = result else { continue }
      sequence = max(sequence, receipt.sequence)
      switch change {
      case .addEvent(let event), .replaceEvents(let event):
        guard let stored = receipt.event, !receipt.isDuplicate else { continue }
        if !erased.isEmpty, erased.keys.contains(Array(event.user.utf8)) {
          erased[Array(event.user.utf8)] = stored.user
        }
        append(stored)
      case .removeEvents(let user, let item, let kind):
        remove(user: user, item: item, kind: kind, codes: erased)
      case .putUser, .patchUser: continue
      case .eraseUser(let id):
        let code = erased.updateValue(-1, forKey: Array(id.utf8)) ?? -1
        histories.erase(user: code)
        noteEvents()
      case .putItem(let record):
        if let code = identifiers.item(record.id) { setItem(code, receipt.item ?? record) }
      case .patchItem(let id, _):
        if let code = identifiers.item(id), let item = receipt.item { setItem(code, item) }
      case .removeItem(let id):
        guard let code = identifiers.item(id) else { continue }
        extend(toItems: Int(code) + 1)
        histories.remove(item: code)
        noteEvents()
        setItem(code, nil)
      }
    }
  }

  /// Takes an event in.
  mutating func append(_ event: StoredEvent) {
    extend(toItems: Int(event.item) + 1)
    if !items.entries[Int(event.item)].exists {
      noteItems()
      items.touch(event.item)
      catalogue.hidden[Int(map.rows[Int(event.item)])] = false
    }
    histories.append(event)
    noteEvents()
  }

  /// Sets an item, or takes it away.
  mutating func setItem(_ code: Int32, _ record: ItemRecord?) {
    extend(toItems: Int(code) + 1)
    noteItems()
    let series = items.entries[Int(code)].series
    items.set(code, record)
    if series >= 0 || items.entries[Int(code)].series >= 0 { noteSeries() }
    let entry = items.entries[Int(code)]
    let row = Int(map.rows[Int(code)])
    catalogue.hidden[row] = !entry.isShown
    catalogue.times[row] = entry.time
    catalogue.attributes = catalogue.attributes.setting(row, to: record?.attributes ?? [:])
    changesWhileMapping?[code] = .some(record)
  }

  private mutating func remove(user: String, item: String, kind: String?, codes: [[UInt8]: Int32]) {
    // A user who is erased in this very group is known by the code of that moment, not by that of the store.
    let inGroup = codes.isEmpty ? nil : codes[Array(user.utf8)]
    guard let user = inGroup ?? identifiers.user(user), let item = identifiers.item(item) else { return }
    if let kind {
      guard let code = identifiers.kind(kind) else { return }
      histories.remove(user: user, item: item, kind: code)
    } else {
      histories.remove(user: user, item: item, kind: nil)
    }
    noteEvents()
  }
}
