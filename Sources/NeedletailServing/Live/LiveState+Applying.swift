import NeedletailRetrieval
import NeedletailStore

extension LiveState {
  /// Applies a committed group, in its order.
  mutating func apply(_ changes: [Change], _ results: [Result<Receipt, ChangeError>], now: Int64) {
    if histories.advance(to: now) { noteEvents() }
    extend(toItems: identifiers.itemCount)
    var records: [(code: Int32, item: ItemRecord?)] = []
    for (change, result) in zip(changes, results) {
      guard case .success(let receipt) = result else { continue }
      sequence = max(sequence, receipt.sequence)
      switch change {
      case .putItem, .patchItem:
        if let code = receipt.itemCode, let item = receipt.item { records.append((code, item)) }
        continue
      case .putUser, .patchUser: continue
      default: break
      }
      // Items are set many at a time, but never later than an event that follows them.
      setItems(records)
      records = []
      apply(change, receipt)
    }
    setItems(records)
  }

  private mutating func apply(_ change: Change, _ receipt: Receipt) {
    switch change {
    case .addEvent, .replaceEvents:
      if let event = receipt.event, !receipt.isDuplicate { append(event) }
    case .removeEvents(_, _, let kind):
      guard let user = receipt.user, let item = receipt.itemCode else { return }
      let code = kind.map { identifiers.kind($0) }
      if case .some(nil) = code { return }
      histories.remove(user: user, item: item, kind: code ?? nil)
      noteEvents()
    case .eraseUser:
      guard let user = receipt.user else { return }
      histories.erase(user: user)
      erasedUsers += 1
      noteEvents()
    case .removeItem:
      guard let item = receipt.itemCode else { return }
      histories.remove(item: item)
      noteEvents()
      setItems([(item, nil)])
    case .putItem, .patchItem, .putUser, .patchUser: break
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
    if Int(event.kind) >= catalogue.kindNames.count { noteKinds() }
    histories.append(event)
    noteEvents()
  }

  /// Sets items, or takes them away.
  mutating func setItems(_ records: [(code: Int32, item: ItemRecord?)]) {
    guard let last = records.lazy.map(\.code).max() else { return }
    extend(toItems: Int(last) + 1)
    noteItems()
    var attributes: [(row: Int, values: [String: ItemAttributes.Value])] = []
    attributes.reserveCapacity(records.count)
    // A column of a catalogue is copied by every change to it: all changes are made to one copy.
    var (hidden, times) = (catalogue.hidden, catalogue.times)
    for (code, record) in records {
      let row = Int(map.rows[Int(code)])
      let values = record?.attributes ?? [:]
      if items.set(code, record, series: values["series"]) { noteSeries() }
      hidden[row] = !items.entries[Int(code)].isShown
      times[row] = items.entries[Int(code)].time
      attributes.append((row, values))
      changesWhileMapping?[code] = .some(record)
    }
    catalogue.hidden = hidden
    catalogue.times = times
    catalogue.attributes = catalogue.attributes.setting(attributes)
  }
}
