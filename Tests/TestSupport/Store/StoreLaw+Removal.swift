import NeedletailData
import NeedletailStore

extension StoreLaw {
  private static func event(_ user: String, _ item: String, _ kind: String, value: Float = 1) -> NewEvent {
    NewEvent(user: user, item: item, kind: kind, value: value, time: 1)
  }

  static let removalLaws: [StoreLaw] = [
    StoreLaw("replacing ends the earlier events of the same kind, user and item") { subject, findings in
      let store = try subject.open("replacing")
      let receipts = try store.write([
        .addEvent(event("u", "i", "view")), .addEvent(event("u", "i", "view")),
        .addEvent(event("u", "i", "like")),
        .addEvent(event("u", "j", "view")), .addEvent(event("v", "i", "view")),
        .replaceEvents(event("u", "i", "view", value: 7)),
      ])
      findings.equal(receipts[5].event?.effect, .replaces, "effect")
      findings.equal(try store.allEvents.map(\.sequence), [3, 4, 5, 6], "events")
      findings.equal(try store.allEvents.last?.effect, .replaces, "effect when read")
      findings.equal(
        try store.allFeedback(kind: "view", user: "u", item: "i").map(\.value), [7],
        "feedback after replacing")
      try store.write([.addEvent(event("u", "i", "view", value: 2))])
      findings.equal(
        try store.allFeedback(kind: "view", user: "u", item: "i").map(\.value), [9], "feedback after adding")
      try store.close()
    },
    StoreLaw("removing ends the events of one kind or of all") { subject, findings in
      let store = try subject.open("removing")
      try store.write([
        .addEvent(event("u", "i", "view")), .addEvent(event("u", "i", "view")),
        .addEvent(event("u", "i", "like")),
        .addEvent(event("u", "i", "buy")), .addEvent(event("v", "i", "view")),
      ])
      func remove(_ user: String, _ item: String, _ kind: String?) throws -> Int {
        try store.write([.removeEvents(user: user, item: item, kind: kind)])[0].affected
      }
      findings.equal(try remove("u", "i", "view"), 1, "affected by removing a kind")
      findings.equal(try remove("u", "i", "view"), 0, "affected by removing it again")
      findings.equal(try remove("u", "i", "unknown"), 0, "affected by removing an unknown kind")
      findings.equal(try remove("u", "i", nil), 2, "affected by removing all")
      findings.equal(try remove("nobody", "i", nil), 0, "affected by removing an unknown user's")
      findings.equal(try remove("u", "nothing", nil), 0, "affected by removing an unknown item's")
      findings.equal(try store.allEvents.map(\.sequence), [5], "events")
      findings.equal(store.identifiers.user("nobody"), nil, "a user whom only a removal named")
      try store.close()
    },
    StoreLaw("a removed item takes its events along and starts anew under the same code") {
      subject, findings in
      let store = try subject.open("items")
      try store.write([
        .putItem(
          ItemRecord(
            id: "i", isHidden: true, categories: ["a"], time: 5, labels: .array([.string("x")]), comment: "c")
        ),
        .addEvent(event("u", "i", "view")), .addEvent(event("u", "j", "view")), .removeItem(id: "i"),
      ])
      findings.equal(try store.item("i"), nil, "the removed item")
      findings.equal(try store.allItems().map(\.id), ["j"], "items")
      findings.equal(try store.allEvents.map(\.sequence), [3], "events")
      findings.expect(
        try store.refuses(.patchItem(id: "i", ItemPatch()), as: .notFound), "a removed item was patched")
      findings.equal(try store.write([.removeItem(id: "i")])[0].affected, 0, "affected by removing it again")
      let receipt = try store.write([.addEvent(event("u", "i", "view"))])[0]
      findings.equal(receipt.event?.item, 0, "code of the new item")
      findings.equal(try store.item("i"), ItemRecord(id: "i"), "the new item")
      findings.equal(try store.allFeedback(item: "i").map(\.value), [1], "feedback of the new item")
      try store.close()
    },
  ]

  static let erasureLaws: [StoreLaw] = [
    StoreLaw("an erased user is gone with all events and event ids") { subject, findings in
      let store = try subject.open("erasure")
      let known = NewEvent(
        user: "u", item: "i", kind: "view", time: 1, eventID: "a", labels: .array([.string("secret")]),
        comment: "secret")
      try store.write([
        .putUser(UserRecord(id: "u", labels: .array([.string("secret")]))), .addEvent(known),
        .addEvent(event("v", "i", "view")),
        .addEvent(event("u", "j", "like")), .replaceEvents(event("u", "j", "like")),
      ])
      let receipt = try store.write([.eraseUser(id: "u")])[0]
      findings.equal(receipt.user, 0, "the erased code")
      findings.equal(try store.user("u"), nil, "the erased user")
      findings.equal(try store.allUsers().map(\.id), ["v"], "users")
      findings.equal(try store.allEvents.map(\.sequence), [3], "events")
      findings.equal(try store.allFeedback(user: "u"), [], "feedback")
      findings.equal(store.identifiers.user("u"), nil, "the erased user's code")
      findings.equal(store.identifiers.userID(0), nil, "the erased code's id")
      findings.expect(
        try store.refuses(.patchUser(id: "u", UserPatch()), as: .notFound), "an erased user was patched")
      let again = try store.write([.addEvent(known)])[0]
      findings.equal(again.isDuplicate, false, "the event id after erasure")
      findings.equal(again.event?.user, 2, "the code of one who came back")
      findings.equal(again.sequence, 7, "the sequence after erasure")
      findings.equal(try store.check(), [], "findings")
      try store.close()
    },
    StoreLaw("a user may come, go and come again within a group") { subject, findings in
      let store = try subject.open("coming")
      let receipts = try store.write([
        .addEvent(event("u", "i", "view")), .eraseUser(id: "u"), .addEvent(event("u", "i", "view")),
        .eraseUser(id: "u"), .eraseUser(id: "u"), .addEvent(event("u", "i", "view")),
      ])
      findings.equal(receipts.map(\.user), [0, 0, 1, 1, nil, 2], "codes")
      findings.equal(receipts.map(\.affected), [1, 1, 1, 1, 0, 1], "affected")
      findings.equal(store.identifiers.user("u"), 2, "the last code")
      findings.equal(try store.allEvents.map(\.user), [2], "users of events")
      try store.close()
    },
  ]
}
