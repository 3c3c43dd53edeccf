import NeedletailData
import NeedletailMath
import NeedletailStore

extension StoreLaw {
  static let modelLaws: [StoreLaw] = [1, 2, 3].map { seed in
    StoreLaw("does as a store in memory does with random changes, seed \(seed)") { subject, findings in
      let model = MemoryStore()
      var store = try subject.open("model\(seed)")
      var changes = RandomChanges(seed: UInt64(seed))
      for round in 0..<120 where findings.list.isEmpty {
        let group = changes.group()
        let now = Int64(round * 10)
        findings.equal(
          try store.commit(group, now: now), try model.commit(group, now: now), "results of \(group)")
        if round % 29 == 28 {
          let time = Int64(round)
          findings.equal(
            try store.forgetEvents(before: time), try model.forgetEvents(before: time), "forgotten")
        }
        guard round % 12 == 11 else { continue }
        try compare(store, model, &findings)
        findings.equal(try store.check(), [], "findings")
        if subject.lasts {
          try store.close()
          store = try subject.open("model\(seed)")
          try compare(store, model, &findings)
        }
      }
      try store.close()
    }
  }

  /// Compares everything that can be read.
  private static func compare(_ store: any Store, _ model: any Store, _ findings: inout Findings) throws {
    findings.equal(store.lastSequence, model.lastSequence, "last sequence")
    findings.equal(try store.allEvents, try model.allEvents, "events")
    findings.equal(try store.allUsers(), try model.allUsers(), "users")
    findings.equal(try store.allItems(), try model.allItems(), "items")
    for (kind, user, item) in [
      (nil, nil, nil), ("k1", nil, nil), (nil, "3", nil), (nil, nil, "3"), ("k0", "2", nil),
    ]
      as [(String?, String?, String?)]
    {
      for now in [Int64.max, 40] {
        findings.equal(
          try store.allFeedback(kind: kind, user: user, item: item, now: now),
          try model.allFeedback(kind: kind, user: user, item: item, now: now), "feedback")
      }
    }
    let (left, right) = (store.identifiers, model.identifiers)
    findings.equal(left.kindNames, right.kindNames, "kinds")
    findings.equal(left.userCount, right.userCount, "number of user codes")
    findings.equal(left.itemCount, right.itemCount, "number of item codes")
    for code in 0..<Int32(right.userCount) {
      findings.equal(left.userID(code), right.userID(code), "user \(code)")
    }
    for code in 0..<Int32(right.itemCount) {
      findings.equal(left.itemID(code), right.itemID(code), "item \(code)")
    }
    var items: [String] = []
    try store.forEachItem { items += $0.map { "\($0)" } }
    var others: [String] = []
    try model.forEachItem { others += $0.map { "\($0)" } }
    findings.equal(items, others, "items by code")
    let (data, other) = (try store.dataSet().data, try model.dataSet().data)
    findings.expect(
      data.log.users == other.log.users && data.log.items == other.log.items, "vocabularies differ")
    findings.equal(data.log.userRows.array, other.log.userRows.array, "rows of users")
    findings.equal(data.log.itemRows.array, other.log.itemRows.array, "rows of items")
    findings.equal(data.log.values?.array, other.log.values?.array, "values")
    findings.equal(data.itemFeatures?.columns.map(\.name), other.itemFeatures?.columns.map(\.name), "columns")
  }
}

/// Random changes over few users, items and kinds, so that they meet.
private struct RandomChanges {
  private var random: RandomStream

  init(seed: UInt64) { random = RandomStream(seed: seed, stream: 0x5708E) }

  mutating func group() -> [Change] { (0..<1 + random.index(below: 24)).map { _ in change() } }

  private mutating func pick(_ ids: [String]) -> String { ids[random.index(below: ids.count)] }
  private mutating func user() -> String { pick(["1", "2", "3", "10", "é", "e\u{301}", "' --", "u", ""]) }
  private mutating func item() -> String { pick(["1", "2", "3", "10", "x", "X", "%", "a/b"]) }
  private mutating func kind() -> String { pick(["k0", "k1", "k2"]) }
  private mutating func chance(_ share: Double) -> Bool { random.uniform() < share }

  private mutating func labels() -> JSONValue {
    [
      .null, .string("s"), .object([.init("year", .integer(1990)), .init("x", .number(0.5))]),
      .array([.string("a"), .string("b")]),
    ][random.index(below: 4)]
  }

  private mutating func event() -> NewEvent {
    NewEvent(
      user: user(), item: item(), kind: kind(), value: Float(random.index(below: 50)) / 7,
      time: Int64(random.index(below: 100)), eventID: chance(0.5) ? "e\(random.index(below: 400))" : nil,
      completion: chance(0.3) ? Float(random.uniform()) : .nan, labels: chance(0.2) ? labels() : nil,
      comment: chance(0.2) ? "c" : "")
  }

  private mutating func change() -> Change {
    switch random.index(below: 40) {
    case 0..<22: .addEvent(event())
    case 22..<26: .replaceEvents(event())
    case 26..<29: .removeEvents(user: user(), item: item(), kind: chance(0.5) ? kind() : nil)
    case 29..<31: .putUser(UserRecord(id: user(), labels: labels()))
    case 31: .patchUser(id: user(), UserPatch(comment: "p"))
    case 32: .eraseUser(id: user())
    case 33..<36:
      .putItem(ItemRecord(id: item(), isHidden: chance(0.3), categories: ["a"], time: 7, labels: labels()))
    case 36..<38:
      .patchItem(
        id: item(),
        ItemPatch(isHidden: true, addedCategory: pick(["a", "b"]), removedCategory: chance(0.3) ? "a" : nil))
    default: .removeItem(id: item())
    }
  }
}
