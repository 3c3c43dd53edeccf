import NeedletailData
import NeedletailMath
import NeedletailStore

extension MemoryContents {
  /// All feedback, of any time and in no order.
  var feedback: [FeedbackRecord] {
    struct Key: Hashable {
      var kind: UInt8
      var user: Int32
      var item: Int32
    }
    var records: [Key: FeedbackRecord] = [:]
    for event in events where event.counts {
      let key = Key(kind: event.stored.kind, user: event.stored.user, item: event.stored.item)
      records[key] = FeedbackRecord(
        kind: event.new.kind, user: event.new.user, item: event.new.item,
        value: (records[key]?.value ?? 0) + Double(event.new.value), time: event.new.time,
        updated: event.written, labels: event.new.labels?.asStored ?? .null, comment: event.new.comment)
    }
    return Array(records.values)
  }

  /// Everything that counts.
  var dataSet: DataSet {
    let events = events.filter(\.counts)
    let known = (users: users.compactMap { $0 }, items: items.compactMap(\.record))
    let users = Vocabulary(known.users.map(\.id))
    let items = Vocabulary(known.items.map(\.id))
    func signal(_ path: KeyPath<StoredEvent, Float>) -> SharedBuffer<Float>? {
      let values = events.map { $0.stored[keyPath: path] }
      return values.allSatisfy(\.isNaN) ? nil : SharedBuffer(values)
    }
    var signals: [String: SharedBuffer<Float>] = [:]
    signals["completion"] = signal(\.completion)
    signals["dwell"] = signal(\.dwell)
    signals["intent"] = signal(\.intent)
    let values = events.map(\.stored.value)
    // Whoever has an event has a record, and with it a row.
    let log = InteractionLog(
      users: users, items: items, userRows: SharedBuffer(events.map { Int32(users.row(of: $0.new.user)!) }),
      itemRows: SharedBuffer(events.map { Int32(items.row(of: $0.new.item)!) }),
      values: values.allSatisfy { $0 == 1 } ? nil : SharedBuffer(values),
      times: SharedBuffer(events.map(\.stored.time)), kinds: SharedBuffer(events.map(\.stored.kind)),
      kindNames: kinds, signals: signals)
    let itemsByRow = known.items.sorted { ExternalID.precedes($0.id, $1.id) }
    let usersByRow = known.users.sorted { ExternalID.precedes($0.id, $1.id) }
    return DataSet(
      source: "memory", format: "store", log: log,
      userFeatures: FeatureTable(attributes: usersByRow.map(\.attributes), isText: { _ in false }),
      itemFeatures: FeatureTable(attributes: itemsByRow.map(\.attributes), isText: { $0 == "title" }))
  }
}
