import NeedletailData
import NeedletailMath
import TestSupport
import Testing

/// Small cases worked out by hand.
struct SplitCaseTests {
  private typealias Row = LogFixture.Row

  private func only(_ text: String, _ log: InteractionLog, given: GivenDivision? = nil) throws -> Split {
    try SplitSpecification(parsing: text).split(LogFixture.data(log, given: given), seed: 1)[0]
  }

  @Test("last dates a repeated pair by its first event and moves it whole")
  func last() throws {
    let rows = [
      Row(1, 10, time: 5), Row(1, 11, time: 3), Row(1, 12, time: 4), Row(1, 11, time: 9), Row(2, 10, time: 1),
    ]
    let split = try only("last:1", LogFixture.log(rows, timed: true))
    #expect(LogFixture.rows(of: split.test) == [Row(1, 10, time: 5)])
    // User 2 has one item only and stays in training.
    #expect(split.training.count == 4)
    // The repeat of item 11 at time 9 follows the test event.
    #expect(split.warnings == ["1 of 1 test events precede training events of the same user (1 users)"])
  }

  @Test("last without times takes the order of the file")
  func lastWithoutTimes() throws {
    let split = try only("last:1", LogFixture.log([Row(1, 5), Row(1, 4), Row(1, 3)]))
    #expect(LogFixture.rows(of: split.test).map(\.item) == [3])
    #expect(split.definition.contains("order of the file"))
    #expect(split.warnings.isEmpty)
  }

  @Test("negatives are unknown to the user, ascending, and all there are when few")
  func negatives() throws {
    let rows = LogFixture.random(users: 20, items: 30, count: 150, seed: 1)
    let log = LogFixture.log(rows)
    for asked in [4, 1000] {
      let split = try only("last:1,negatives=\(asked)", log)
      let negatives = try #require(split.negatives)
      #expect(Set(negatives.keys) == Set(split.test.userRows.array.map { UserRow(rawValue: $0) }))
      for (user, items) in negatives {
        let known = Set((0..<log.count).filter { log.userRows[$0] == user.rawValue }.map { log.itemRows[$0] })
        #expect(items == items.sorted() && Set(items).count == items.count)
        #expect(known.isDisjoint(with: items.map(\.rawValue)))
        #expect(items.count == min(asked, log.items.count - known.count))
      }
    }
  }

  @Test("random takes the share of pairs, rounded")
  func random() throws {
    let rows = (0..<25).map { Row($0 % 5, $0 / 5, time: Int64(100 - $0)) }
    let split = try only("random:0.3", LogFixture.log(rows, timed: true))
    #expect(split.test.count == 8)
    #expect(split.warnings.contains { $0.contains("a random split of timed data leaks the future: ") })
  }

  @Test("every pair is equally likely to be drawn")
  func uniform() throws {
    let log = LogFixture.log((0..<20).map { Row($0 / 5, $0 % 5) })
    let specification = try SplitSpecification(parsing: "random:0.25")
    var counts = [Row: Int]()
    for seed in 0..<400 {
      for row in LogFixture.rows(
        of: try specification.split(LogFixture.data(log), seed: UInt64(seed))[0].test)
      {
        counts[row, default: 0] += 1
      }
    }
    // 400 draws with probability 1/4: mean 100, deviation 8.7.
    #expect(counts.count == 20 && counts.values.allSatisfy { abs($0 - 100) < 40 })
  }

  @Test("cold takes all events of a share of the items, and ranks only these")
  func cold() throws {
    let log = LogFixture.log((0..<200).map { Row($0 % 10, $0 / 10) })
    let split = try only("cold:items=0.1", log)
    let cold = try #require(split.catalogue)
    #expect(cold.count == 2 && split.test.count == 20)
    #expect(Set(split.test.itemRows.array) == Set(cold.map(\.rawValue)))
    #expect(Set(split.training.itemRows.array).isDisjoint(with: cold.map(\.rawValue)))
    let carved = try SplitSpecification(parsing: "cold:items=0.5").carve(split, seed: 1)
    let validation = try #require(carved.validationSplit?.catalogue)
    #expect(validation.count == 9 && carved.catalogue == cold)
    #expect(Set(validation).isDisjoint(with: cold))
  }

  @Test("holdout takes a share of the items of a share of the users")
  func holdout() throws {
    let log = LogFixture.log((0..<100).map { Row($0 / 10, $0 % 10) })
    let split = try only("holdout:users=0.5,ratings=0.25", log)
    let counts = Dictionary(LogFixture.rows(of: split.test).map { ($0.user, 1) }, uniquingKeysWith: +)
    #expect(counts.count == 5 && counts.values.allSatisfy { $0 == 2 })
  }

  @Test("time takes the latest share, equal times together, and drops repeats")
  func time() throws {
    let rows = [
      Row(1, 1, time: 10), Row(1, 2, time: 20), Row(2, 1, time: 30), Row(2, 2, time: 30), Row(1, 1, time: 40),
    ]
    let log = LogFixture.log(rows, timed: true)
    let split = try only("time:0.4", log)
    #expect(LogFixture.rows(of: split.training).map(\.time) == [10, 20])
    #expect(LogFixture.rows(of: split.test).map(\.time) == [30, 30])
    #expect(split.warnings.contains { $0.hasPrefix("1 test events repeat an item") })
    #expect(split.warnings.contains { $0.hasPrefix("1 test users have no history") })
  }

  @Test("a date is the midnight that begins it")
  func date() throws {
    let midnight: Int64 = 975_628_800_000  // 2000-12-01T00:00:00Z
    let log = LogFixture.log([Row(1, 1, time: midnight - 1), Row(1, 2, time: midnight)], timed: true)
    for text in ["time:2000-12-01", "time:2000-12-01T00:00:00Z"] {
      #expect(LogFixture.rows(of: try only(text, log).test) == [Row(1, 2, time: midnight)])
    }
    #expect(throws: DataError.self) { try only("time:2000-12-01T00:00:01", log) }
  }

  @Test("time needs moments")
  func timeWithoutTimes() {
    #expect(throws: DataError.self) { try only("time:0.2", LogFixture.log([Row(1, 1), Row(1, 2)])) }
    let ranks = LogFixture.log([Row(1, 1, time: 1), Row(1, 2, time: 2)], timed: true, clock: .order)
    #expect(throws: DataError.self) { try only("time:0.2", ranks) }
  }

  @Test("given parts and folds are taken as they are")
  func given() throws {
    let log = LogFixture.log([Row(1, 1), Row(1, 2), Row(2, 1), Row(2, 1)])
    let parts = GivenDivision(parts: SharedBuffer([0, 1, 0, 1]), negatives: [UserRow(0): [ItemRow(0)]])
    let split = try only("given", log, given: parts)
    #expect(LogFixture.rows(of: split.test) == [Row(1, 2), Row(2, 1)])
    #expect(split.negatives == parts.negatives)
    #expect(split.warnings == ["1 of 2 test events repeat an item of the user's training history"])
    let folds = GivenDivision(parts: SharedBuffer([1, 2, 2, 1]), folds: 2)
    let splits = try SplitSpecification(parsing: "given-folds").split(
      LogFixture.data(log, given: folds), seed: 1)
    #expect(
      splits.map { LogFixture.rows(of: $0.test) } == [[Row(1, 1), Row(2, 1)], [Row(1, 2), Row(2, 1)]])
    #expect(throws: DataError.self) { try only("given", log, given: folds) }
    #expect(throws: DataError.self) { try only("given-folds", log, given: parts) }
    #expect(throws: DataError.self) { try only("given", log) }
  }

  @Test("files take the row numbers of the data")
  func files() throws {
    let data = LogFixture.data(LogFixture.log([Row(1, 1), Row(2, 2), Row(3, 3)]))
    let specification = try SplitSpecification(parsing: "files:a,b,c")
    #expect(specification.files?.negatives == "c")
    let split = try specification.split(
      data, training: LogFixture.data(LogFixture.log([Row(3, 1)])),
      test: LogFixture.data(LogFixture.log([Row(3, 2)])),
      negatives: LogFixture.data(LogFixture.log([Row(3, 2), Row(3, 3)])))
    #expect(split.training.userRows.array == [2] && split.test.itemRows.array == [1])
    #expect(split.training.users == data.log.users)
    #expect(split.negatives == [UserRow(2): [ItemRow(2)]])
    #expect(throws: DataError.self) {
      try specification.split(
        data, training: LogFixture.data(LogFixture.log([Row(9, 1)])),
        test: LogFixture.data(LogFixture.log([Row(3, 2)])))
    }
    #expect(throws: DataError.self) { try specification.split(data, seed: 1) }
  }

  @Test("a split that leaves a part empty is an error", arguments: ["random:0.2", "last:3", "time:0.9"])
  func empty(specification: String) {
    let log = LogFixture.log([Row(1, 1, time: 1), Row(1, 1, time: 1)], timed: true)
    #expect(throws: DataError.self) { try only(specification, log) }
    #expect(throws: DataError.self) { try only(specification, LogFixture.log([], timed: true)) }
  }
}
