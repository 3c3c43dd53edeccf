import NeedletailData
import NeedletailMath

/// Gathers what a store holds into a data set.
///
/// All users and items with a record are in the vocabularies, also those without events, so that models which learn
/// from attributes know new items. Hidden items are in the log and in the vocabulary as well: what people did with
/// them says as much about people as any other event, and models are to learn from it; that hidden items are not
/// recommended is up to the rules of serving. Events whose time lies in the future are there too.
struct StoredDataSet {
  private var users: [(code: Int32, user: UserRecord)] = []
  private var items: [(code: Int32, item: ItemRecord)] = []
  private var userCodes: [Int32] = []
  private var itemCodes: [Int32] = []
  private var values: [Float] = []
  private var times: [Int64] = []
  private var kinds: [UInt8] = []
  private var completions: [Float] = []
  private var dwells: [Float] = []
  private var intents: [Float] = []

  init() {}

  mutating func add(_ user: UserRecord, code: Int32) { users.append((code, user)) }
  mutating func add(_ item: ItemRecord, code: Int32) { items.append((code, item)) }

  mutating func add(_ event: StoredEvent) {
    userCodes.append(event.user)
    itemCodes.append(event.item)
    values.append(event.value)
    times.append(event.time)
    kinds.append(event.kind)
    completions.append(event.completion)
    dwells.append(event.dwell)
    intents.append(event.intent)
  }

  /// The data set.
  ///
  /// - Parameters:
  ///   - source: where the store is.
  ///   - kindNames: the names of the kinds by code.
  /// - Throws: `StoreError` (damaged) for an event of a user or an item without record.
  /// - Complexity: O(n log n) in users and items, O(n) in events.
  func dataSet(source: String, kindNames: [String]) throws -> DataSet {
    let users = Ordered(users.map { (code: $0.code, id: $0.user.id) })
    let items = Ordered(items.map { (code: $0.code, id: $0.item.id) })
    var signals: [String: SharedBuffer<Float>] = [:]
    for (name, column) in [("completion", completions), ("dwell", dwells), ("intent", intents)]
    where column.contains(where: { !$0.isNaN }) {
      signals[name] = SharedBuffer(column)
    }
    let log = InteractionLog(
      users: users.vocabulary, items: items.vocabulary,
      userRows: SharedBuffer(try users.rows(of: userCodes, what: "user", place: source)),
      itemRows: SharedBuffer(try items.rows(of: itemCodes, what: "item", place: source)),
      values: values.allSatisfy { $0 == 1 } ? nil : SharedBuffer(values), times: SharedBuffer(times),
      kinds: SharedBuffer(kinds), kindNames: kindNames, signals: signals)
    return DataSet(
      source: source, format: "store", log: log,
      userFeatures: FeatureTable(
        attributes: users.order.map { self.users[$0].user.attributes }, isText: { _ in false }),
      itemFeatures: FeatureTable(
        attributes: items.order.map { self.items[$0].item.attributes }, isText: { $0 == "title" }))
  }
}

/// Ids in the order of a vocabulary, and the row of each code.
private struct Ordered {
  let vocabulary: Vocabulary
  /// The places of the ids by row.
  let order: [Int]
  private var rowOfCode: [Int32]

  init(_ ids: [(code: Int32, id: String)]) {
    vocabulary = Vocabulary(ids.map(\.id))
    var order = [Int](repeating: 0, count: ids.count)
    var rowOfCode = [Int32](repeating: -1, count: (ids.map { Int($0.code) }.max() ?? -1) + 1)
    for (place, entry) in ids.enumerated() {
      // Every id was put into the vocabulary just above.
      let row = vocabulary.row(of: entry.id)!
      order[row] = place
      rowOfCode[Int(entry.code)] = Int32(row)
    }
    self.order = order
    self.rowOfCode = rowOfCode
  }

  func rows(of codes: [Int32], what: String, place: String) throws -> [Int32] {
    try codes.map { code in
      guard rowOfCode.indices.contains(Int(code)), rowOfCode[Int(code)] >= 0 else {
        throw StoreError(
          .damaged, place: place, "an event names the \(what) of code \(code), who has no record")
      }
      return rowOfCode[Int(code)]
    }
  }
}
