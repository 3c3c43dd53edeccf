import NeedletailData
import NeedletailMath
import NeedletailStore

extension StoreLaw {
  static let dataLaws: [StoreLaw] = [
    StoreLaw("the data set holds everything that counts, with columns that are needed") { subject, findings in
      let store = try subject.open("data")
      findings.equal(try store.dataSet().data.log.count, 0, "interactions of an empty store")
      try store.write([
        .addEvent(NewEvent(user: "10", item: "b", kind: "view", time: 5)),
        .addEvent(NewEvent(user: "9", item: "a", kind: "like", time: 3)),
      ])
      let plain = try store.dataSet().data
      findings.expect(plain.log.values == nil && plain.log.signals.isEmpty, "columns that nobody needs")
      findings.expect(plain.userFeatures == nil && plain.itemFeatures == nil, "attributes that nobody has")
      findings.equal(plain.log.times?.array, [5, 3], "times")
      try store.write([
        .addEvent(NewEvent(user: "9", item: "b", kind: "view", value: 4, time: 6, completion: 0.5)),
        .addEvent(NewEvent(user: "8", item: "gone", kind: "view", time: 6)), .removeItem(id: "gone"),
        .eraseUser(id: "8"),
        .putItem(
          ItemRecord(
            id: "c", isHidden: true, categories: ["x", "y"], time: 7000,
            labels: .object([.init("year", .integer(1999)), .init("tags", .array([.string("t")]))]),
            comment: "Title")),
        .putUser(UserRecord(id: "7", labels: .object([.init("age", .integer(30))]))),
      ])
      let (data, sequence) = try store.dataSet()
      let log = data.log
      findings.equal(sequence, store.lastSequence, "sequence")
      findings.equal((0..<log.users.count).map { log.users.id($0) }, ["7", "9", "10"], "users")
      findings.equal((0..<log.items.count).map { log.items.id($0) }, ["a", "b", "c"], "items")
      findings.equal(log.userRows.array, [2, 1, 1], "rows of users")
      findings.equal(log.itemRows.array, [1, 0, 1], "rows of items")
      findings.equal(log.values?.array, [1, 1, 4], "values")
      findings.equal(log.kinds?.array, [0, 1, 0], "kinds")
      findings.equal(log.kindNames, ["view", "like"], "names of kinds")
      findings.equal(Array(log.signals.keys), ["completion"], "names of signals")
      findings.equalBits(log.signals["completion"]?.array, [.nan, .nan, 0.5], "completion")
      findings.equal(
        data.itemFeatures?.columns.map(\.name), ["categories", "tags", "time", "title", "year"], "columns")
      if case .numeric(let years)? = data.itemFeatures?["year"] {
        findings.equalBits(years.array, [.nan, .nan, 1999], "years")
      } else {
        findings.expect(false, "years are no numbers")
      }
      if case .text(let titles)? = data.itemFeatures?["title"] {
        findings.equal(titles, ["", "", "Title"], "titles")
      } else {
        findings.expect(false, "titles are no text")
      }
      findings.equal(data.userFeatures?.columns.map(\.name), ["age"], "columns of users")
      try store.close()
    }
  ]
}
