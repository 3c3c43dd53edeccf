import NeedletailData
import NeedletailStore

extension StoreLaw {
  static let readingLaws: [StoreLaw] = [
    StoreLaw("feedback is summed by kind, user and item, and ordered by their bytes") { subject, findings in
      let store = try subject.open("feedback")
      let changes = ["b", "a", "c"].flatMap { kind in
        ["10", "9", "é"].flatMap { user in
          ["x", "10", "2"].map { item in
            Change.addEvent(NewEvent(user: user, item: item, kind: kind, value: 0.1, time: 50))
          }
        }
      }
      try store.write(changes + changes, now: 60)
      try store.write([
        .addEvent(
          NewEvent(
            user: "9", item: "x", kind: "a", value: -2, time: 70, labels: .integer(4), comment: "later"))
      ])
      let all = try store.allFeedback()
      findings.equal(all.count, 27, "records")
      let keys = all.map { [$0.kind, $0.user, $0.item] }
      findings.equal(
        keys, keys.sorted { $0.map { ExactID($0) }.lexicographicallyPrecedes($1.map { ExactID($0) }) },
        "order")
      findings.equal(all.first?.value, Double(Float(0.1)) + Double(Float(0.1)), "sum")
      findings.equal(
        try store.allFeedback(kind: "a", user: "9", item: "x"),
        [
          FeedbackRecord(
            kind: "a", user: "9", item: "x", value: 2 * Double(Float(0.1)) - 2, time: 70, updated: 1000,
            labels: .integer(4), comment: "later")
        ], "the latest event's parts")
      for (kind, user, item, count) in [
        ("a", nil, nil, 9), (nil, "9", nil, 9), (nil, nil, "x", 9), ("a", "9", nil, 3), ("a", nil, "2", 3),
        (nil, "é", "10", 3), ("none", nil, nil, 0), (nil, "none", nil, 0), (nil, nil, "none", 0),
      ] as [(String?, String?, String?, Int)] {
        for page in [1, 2, 5, 100] {
          let found = try store.allFeedback(kind: kind, user: user, item: item, page: page)
          let expected = all.filter {
            kind ?? $0.kind == $0.kind && user ?? $0.user == $0.user && item ?? $0.item == $0.item
          }
          findings.equal(found, expected, "\(kind ?? "any"), \(user ?? "any"), \(item ?? "any") by \(page)")
          findings.equal(found.count, count, "number of records")
        }
      }
      try store.close()
    },
    StoreLaw("feedback of a later time is not shown before it") { subject, findings in
      let store = try subject.open("future")
      try store.write([
        .addEvent(NewEvent(user: "u", item: "i", kind: "read", time: 500)),
        .addEvent(NewEvent(user: "u", item: "j", kind: "read", time: 100)),
      ])
      findings.equal(try store.allFeedback(now: 100).map(\.item), ["j"], "before")
      findings.equal(try store.allFeedback(now: 499).map(\.item), ["j"], "just before")
      findings.equal(try store.allFeedback(now: 500).map(\.item), ["i", "j"], "at the time")
      findings.equal(try store.allEvents.count, 2, "events")
      try store.close()
    },
    StoreLaw("a cursor that no page gave is refused") { subject, findings in
      let store = try subject.open("cursors")
      for cursor in ["", "zz", "4", "ff", "41", "é", "2f2f", "412f422f43"] {
        let reads: [() throws -> Void] = [
          { _ = try store.feedback(FeedbackFilter(now: 0), from: cursor, count: 1) },
          { _ = try store.users(from: cursor, count: 1) }, { _ = try store.items(from: cursor, count: 1) },
        ]
        let refused = reads.count { read in
          do {
            try read()
            return false
          } catch {
            return (error as? StoreError)?.code == .invalidCursor
          }
        }
        findings.expect(
          refused >= (["41", "412f422f43"].contains(cursor) ? 1 : 3), "cursor '\(cursor)' was taken")
      }
      try store.close()
    },
    StoreLaw("retention forgets what is older, and its event ids") { subject, findings in
      let store = try subject.open("retention")
      let events = (0..<10).map {
        NewEvent(
          user: "u", item: "i\($0)", kind: "view", time: Int64($0) * 10, eventID: "e\($0)", comment: "c")
      }
      try store.write(events.map { .addEvent($0) })
      try store.write([.removeEvents(user: "u", item: "i3", kind: nil)])
      findings.equal(try store.forgetEvents(before: 50), 5, "forgotten")
      findings.equal(try store.forgetEvents(before: 50), 0, "forgotten again")
      findings.equal(try store.allEvents.map(\.time), [50, 60, 70, 80, 90], "events")
      findings.equal(try store.write([.addEvent(events[1])])[0].sequence, 12, "a forgotten event id")
      findings.equal(try store.write([.addEvent(events[7])])[0].sequence, 8, "an event id that is kept")
      findings.equal(try store.allItems().count, 10, "items")
      findings.equal(try store.check(), [], "findings")
      try store.close()
    },
  ]
}
