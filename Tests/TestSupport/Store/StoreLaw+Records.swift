import NeedletailData
import NeedletailStore

extension StoreLaw {
  private static let labels = JSONValue.object([
    .init("b", .array([.integer(1), .number(0.5), .null, .boolean(true)])),
    .init("a", .string("'\"\u{1F42D}\\")),
  ])

  static let recordLaws: [StoreLaw] = [
    StoreLaw("items and users come back as they were set and patched") { subject, findings in
      let store = try subject.open("records")
      var item = ItemRecord(
        id: "i", isHidden: true, categories: ["b", "a", "b/c"], time: -5, labels: labels, comment: "é\n;--")
      let receipt = try store.write([.putItem(item)])[0]
      findings.equal(receipt.item, item, "item of the receipt")
      findings.equal(try store.item("i"), item, "item")
      let patched = try store.write([
        .patchItem(id: "i", ItemPatch(isHidden: false, addedCategory: "a", removedCategory: "b")),
        .patchItem(id: "i", ItemPatch(addedCategory: "d", time: 9, comment: "")),
      ])
      item.isHidden = false
      item.categories = ["a", "b/c"]
      findings.equal(patched[0].item, item, "item after the first patch")
      (item.categories, item.time, item.comment) = (["a", "b/c", "d"], 9, "")
      findings.equal(try store.item("i"), item, "item after the second patch")
      try store.write([.putItem(ItemRecord(id: "i", labels: .number(3)))])
      findings.equal(try store.item("i"), ItemRecord(id: "i", labels: .integer(3)), "item set anew")
      try store.write([.putUser(UserRecord(id: "u", labels: labels, comment: "x"))])
      try store.write([.patchUser(id: "u", UserPatch(comment: "y"))])
      findings.equal(try store.user("u"), UserRecord(id: "u", labels: labels, comment: "y"), "user")
      findings.equal(try store.user("U"), nil, "an unknown user")
      try store.close()
    },
    StoreLaw("ids are the same when their bytes are") { subject, findings in
      let store = try subject.open("bytes")
      let ids = ["e\u{301}", "\u{E9}", "E", "e", "1", "10", "2", "' OR 1=1 --", "%", "\u{1F600}", "a b"]
      try store.write(ids.map { .putUser(UserRecord(id: $0, comment: "\(Array($0.utf8))")) })
      try store.write(ids.map { .putItem(ItemRecord(id: $0, comment: "\(Array($0.utf8))")) })
      findings.equal(ids.map { store.identifiers.user($0) }, (0..<ids.count).map { Int32($0) }, "codes")
      for id in ids {
        findings.equal(try store.user(id)?.comment, "\(Array(id.utf8))", "user \(id)")
        findings.equal(try store.item(id)?.comment, "\(Array(id.utf8))", "item \(id)")
      }
      let ordered = ids.map { ExactID($0) }.sorted().map(\.text)
      findings.equal(try store.allUsers(page: 1).map(\.id), ordered, "users in pages of one")
      findings.equal(try store.allItems(page: 4).map(\.id), ordered, "items in pages of four")
      findings.equal(try store.allItems(page: ids.count).map(\.id), ordered, "items in one page")
      findings.expect(try store.users(from: nil, count: ids.count).next == nil, "a page after the last user")
      findings.equal(try store.users(from: nil, count: 0).elements.count, 1, "users of a page of none")
      try store.close()
    },
  ]

  private static func event(
    user: String = "u", item: String = "i", kind: String = "k", value: Float = 1, time: Int64 = 0,
    eventID: String? = nil, completion: Float = .nan, dwell: Float = .nan, intent: Float = .nan,
    labels: JSONValue? = nil, comment: String = ""
  ) -> Change {
    .addEvent(
      NewEvent(
        user: user, item: item, kind: kind, value: value, time: time, eventID: eventID,
        completion: completion,
        dwell: dwell, intent: intent, labels: labels, comment: comment))
  }

  private static var deep: JSONValue {
    (0..<70).reduce(JSONValue.null) { inner, _ in .array([inner]) }
  }

  private static let malformed: [Change] =
    ["", "a/b", "a\u{0}", "a\nb", "\u{7F}", "\u{85}", String(repeating: "é", count: 257)].flatMap {
      id -> [Change] in
      [
        event(user: id), event(item: id), event(kind: id), .putUser(UserRecord(id: id)), .eraseUser(id: id),
        .putItem(ItemRecord(id: id)), .removeItem(id: id), .patchItem(id: id, ItemPatch()),
        .patchUser(id: id, UserPatch()), .removeEvents(user: id, item: "i", kind: nil),
        .removeEvents(user: "u", item: "i", kind: id),
      ]
    } + [
      event(value: .nan), event(value: .infinity), event(completion: 1.5), event(completion: -0.1),
      event(dwell: -1), event(dwell: .infinity), event(intent: 2), event(time: .max), event(time: .min),
      event(eventID: ""), event(eventID: String(repeating: "x", count: 513)), event(labels: deep),
      event(labels: .number(.nan)), event(comment: "\u{0}"),
      event(comment: String(repeating: "x", count: ChangeLimits.textBytes + 1)),
      .putItem(ItemRecord(id: "i", categories: [""])), .putItem(ItemRecord(id: "i", time: .max)),
      .putItem(ItemRecord(id: "i", categories: (0...255).map { "\($0)" })),
      .patchItem(id: "i", ItemPatch(addedCategory: "\u{1}")),
      .putUser(UserRecord(id: "u", labels: .string(String(repeating: "x", count: ChangeLimits.textBytes)))),
    ]

  static let refusalLaws: [StoreLaw] = [
    StoreLaw("a refused change leaves no trace and does not touch its neighbours") { subject, findings in
      let store = try subject.open("refusals")
      for change in malformed {
        findings.expect(
          try store.refuses(change, as: .invalid), "not refused as invalid: \("\(change)".prefix(200))")
      }
      findings.expect(
        try store.refuses(.patchUser(id: "u", UserPatch()), as: .notFound), "an unknown user patched")
      findings.expect(
        try store.refuses(.patchItem(id: "i", ItemPatch()), as: .notFound), "an unknown item patched")
      findings.equal(store.lastSequence, 0, "last sequence")
      findings.equal(store.identifiers.userCount + store.identifiers.itemCount, 0, "codes")
      let results = try store.commit([event(), malformed[0], event(user: "v")], now: 0)
      findings.equal(results.map { try? $0.get().sequence }, [1, nil, 2], "sequences among refusals")
      try store.close()
    },
    StoreLaw("a store holds 255 kinds, and items 255 categories") { subject, findings in
      let store = try subject.open("kinds")
      try store.write((0..<255).map { event(kind: "k\($0)") })
      findings.expect(try store.refuses(event(user: "new", kind: "further"), as: .invalid), "256 kinds")
      findings.equal(store.identifiers.user("new"), nil, "the user of a refused event")
      findings.equal(try store.write([event(kind: "k254")])[0].event?.kind, 254, "the last kind's code")
      try store.write([.putItem(ItemRecord(id: "i", categories: (0..<255).map { "\($0)" }))])
      findings.expect(
        try store.refuses(.patchItem(id: "i", ItemPatch(addedCategory: "new")), as: .invalid),
        "256 categories")
      findings.equal(
        try store.write([.patchItem(id: "i", ItemPatch(addedCategory: "new", removedCategory: "7"))])[0].item?
          .categories.count, 255, "categories after an exchange")
      try store.close()
    },
  ]
}
