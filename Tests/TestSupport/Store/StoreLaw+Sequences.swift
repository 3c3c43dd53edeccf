import NeedletailStore

extension StoreLaw {
  static let sequenceLaws: [StoreLaw] = [
    StoreLaw("a new store is empty") { subject, findings in
      let store = try subject.open("empty")
      findings.equal(store.lastSequence, 0, "last sequence")
      findings.equal(try store.allEvents, [], "events")
      findings.equal(
        try store.allUsers().count + store.allItems().count + store.allFeedback().count, 0, "records")
      findings.equal(try store.commit([], now: 0).count, 0, "results of an empty group")
      findings.equal(try store.check(), [], "findings")
      try store.close()
    },
    StoreLaw("sequences ascend by one over all kinds of change") { subject, findings in
      let store = try subject.open("sequences")
      let event = NewEvent(user: "u", item: "i", kind: "view", time: 5)
      let receipts = try store.write([
        .putUser(UserRecord(id: "u")), .addEvent(event), .putItem(ItemRecord(id: "i")),
        .removeEvents(user: "u", item: "i", kind: nil), .replaceEvents(event), .eraseUser(id: "nobody"),
        .removeItem(id: "nothing"), .removeItem(id: "i"), .eraseUser(id: "u"),
      ])
      findings.equal(receipts.map(\.sequence), Array(1...9), "sequences")
      findings.equal(receipts.map(\.affected), [1, 1, 1, 1, 1, 0, 0, 1, 1], "affected")
      findings.equal(store.lastSequence, 9, "last sequence")
      findings.equal(receipts[8].user, 0, "the code of the erased user")
      findings.equal(try store.write([.addEvent(event)])[0].sequence, 10, "the sequence after")
      try store.close()
    },
    StoreLaw("an event comes back as it was told, in codes") { subject, findings in
      let store = try subject.open("codes")
      let receipts = try store.write([
        .addEvent(
          NewEvent(
            user: "ann", item: "x", kind: "view", value: 2.5, time: -7, completion: 0.25, dwell: 3.5,
            intent: 1)),
        .addEvent(NewEvent(user: "bob", item: "x", kind: "like", time: 1 << 40)),
      ])
      let expected = [
        StoredEvent(
          sequence: 1, user: 0, item: 0, kind: 0, value: 2.5, time: -7, completion: 0.25, dwell: 3.5,
          intent: 1),
        StoredEvent(sequence: 2, user: 1, item: 0, kind: 1, time: 1 << 40),
      ]
      findings.equal(receipts.compactMap(\.event), expected, "events of receipts")
      findings.equal(receipts.map(\.user), [0, 1], "users of receipts")
      findings.equal(receipts.map(\.itemCode), [0, 0], "items of receipts")
      findings.equal(try store.allEvents, expected, "events")
      findings.equal(store.identifiers.kindNames, ["view", "like"], "kinds")
      findings.equal(store.identifiers.user("bob"), 1, "code of bob")
      findings.equal(store.identifiers.itemID(0), "x", "id of item 0")
      findings.equal(store.identifiers.userID(7), nil, "id of a code that was not given")
      findings.equal(try store.user("ann"), UserRecord(id: "ann"), "the user that came with an event")
      findings.equal(try store.item("x"), ItemRecord(id: "x"), "the item that came with an event")
      try store.close()
    },
    StoreLaw("a second sending changes nothing and returns the first sequence") { subject, findings in
      let store = try subject.open("duplicates")
      func event(_ id: String?, user: String) -> Change {
        .addEvent(NewEvent(user: user, item: "i", kind: "view", time: 1, eventID: id))
      }
      let first = try store.write([
        event("a", user: "u"), event("a", user: "new"), event("b", user: "u"), event("A", user: "u"),
      ])
      findings.equal(first.map(\.sequence), [1, 1, 2, 3], "sequences within a group")
      findings.equal(first.map(\.isDuplicate), [false, true, false, false], "duplicates within a group")
      let second = try store.write([
        .replaceEvents(NewEvent(user: "u", item: "i", kind: "view", time: 9, eventID: "b")),
        event("a", user: "u"),
        event(nil, user: "u"), event(nil, user: "u"),
      ])
      findings.equal(second.map(\.sequence), [2, 1, 4, 5], "sequences of the second sending")
      findings.equal(second.map(\.affected), [0, 0, 1, 1], "affected")
      findings.equal(second[0].event, nil, "event of a duplicate")
      findings.equal(store.identifiers.user("new"), nil, "a user whom only a duplicate named")
      findings.equal(try store.allEvents.map(\.sequence), [1, 2, 3, 4, 5], "events")
      try store.write([.removeEvents(user: "u", item: "i", kind: nil)])
      findings.equal(try store.write([event("a", user: "u")])[0].isDuplicate, true, "after removal")
      try store.close()
    },
    StoreLaw("what was written is there after the store was closed and opened") { subject, findings in
      guard subject.lasts else { return }
      var store = try subject.open("again")
      try store.write([
        .addEvent(NewEvent(user: "u", item: "i", kind: "view", time: 1, eventID: "a")),
        .addEvent(NewEvent(user: "v", item: "j", kind: "like", time: 2)), .eraseUser(id: "v"),
        .removeItem(id: "j"),
      ])
      let events = try store.allEvents
      try store.close()
      store = try subject.open("again")
      findings.equal(store.lastSequence, 4, "last sequence")
      findings.equal(try store.allEvents, events, "events")
      findings.equal(store.identifiers.user("v"), nil, "the erased user's code")
      let receipts = try store.write([
        .addEvent(NewEvent(user: "v", item: "j", kind: "like", time: 2)),
        .addEvent(NewEvent(user: "u", item: "i", kind: "view", time: 1, eventID: "a")),
      ])
      findings.equal(receipts.map(\.sequence), [5, 1], "sequences")
      findings.equal(receipts[0].event?.user, 2, "the new code of an erased user who came back")
      findings.equal(receipts[0].event?.item, 1, "the old code of an item that came back")
      findings.equal(try store.item("j"), ItemRecord(id: "j"), "the item that came back")
      try store.close()
    },
  ]
}
