import NeedletailData
import NeedletailMath
import TestSupport
import Testing

/// One planted fault a test, and silence on data without it.
struct DataDoctorTests {
  private typealias Row = LogFixture.Row
  private static let start: Int64 = 1_700_000_000_000
  private static let minute: Int64 = 60_000

  /// Twelve users with a sitting of eight items on each of five days: nothing is wrong with them.
  private var healthy: [Row] {
    (0..<12).flatMap { user in
      (0..<40).map { step in
        Row(
          1000 + user, (user * 5 + step * 3) % 50, value: Float(1 + (user + step * step) % 5),
          time: Self.start + Int64(step / 8 * 24 * 60 + user * 90 + step % 8 * 4) * Self.minute)
      }
    }
  }

  private func findings(
    _ rows: [Row], timed: Bool = true, valued: Bool = true, _ options: DataDoctor.Options = .init()
  ) -> [Finding] {
    DataDoctor.examine(
      LogFixture.data(LogFixture.log(rows, timed: timed, valued: valued)), options: options)
  }

  private func finding(_ code: Finding.Code, in findings: [Finding]) throws -> Finding {
    try #require(findings.first { $0.code == code }, "\(findings.map(\.code.rawValue))")
  }

  @Test("healthy data have nothing but their concentration to report")
  func healthyData() {
    let found = findings(healthy)
    #expect(found.map(\.code) == [.popularityConcentration])
    #expect(found.allSatisfy { $0.severity == .info })
  }

  @Test("codes are unique and stable")
  func codes() {
    #expect(Finding.Code.duplicates.rawValue == "ND101-duplicates")
    #expect(Finding.Code.allCases.allSatisfy { $0.rawValue.wholeMatch(of: /ND\d{3}-[a-z-]+/) != nil })
    #expect(Set(Finding.Code.allCases.map { $0.rawValue.prefix(5) }).count == Finding.Code.allCases.count)
  }

  @Test("no interactions")
  func empty() {
    let found = findings([])
    #expect(found.map(\.code) == [.empty] && found[0].severity == .error)
  }

  @Test("rows that were skipped")
  func skipped() throws {
    var data = LogFixture.data(LogFixture.log(healthy, timed: true))
    data.skipped = SkippedRows(count: 3, examples: [DataError(file: "f", line: 7, "bad")])
    let found = try finding(.skippedRows, in: DataDoctor.examine(data))
    #expect(found.count == 3 && found.example == "f:7: bad")
  }

  @Test("duplicates, conflicts and repetitions are told apart")
  func repetitions() throws {
    let base = healthy
    var rows = base + [base[0], base[0], base[7]]
    var changed = base[3]
    changed.value += 1
    rows.append(changed)
    var later = base[5]
    later.time += Self.minute
    rows.append(later)
    let found = findings(rows)
    let duplicates = try finding(.duplicates, in: found)
    #expect(duplicates.count == 3 && duplicates.example == "user \(base[0].user), item \(base[0].item)")
    #expect(try finding(.conflictingValues, in: found).count == 1)
    #expect(try finding(.repeatedPairs, in: found).count == 1)
  }

  @Test("constant values, NaN and values off the scale")
  func values() throws {
    #expect(
      try finding(.constantValues, in: findings(healthy.map { Row($0.user, $0.item, value: 4) })).count == 480
    )
    var rows = healthy
    rows[10].value = .nan
    rows[20].value = .infinity
    let broken = try finding(.notFinite, in: findings(rows))
    #expect(broken.count == 2 && broken.severity == .error && broken.example.contains("value nan"))
    rows = (0..<4).flatMap { copy in healthy.map { Row($0.user + 100 * copy, $0.item, value: $0.value) } }
    rows[20].value = 99
    let beyond = try finding(.offScale, in: findings(rows, timed: false))
    #expect(beyond.count == 1 && beyond.example.hasSuffix("value 99.0"))
  }

  @Test("signals out of range")
  func signals() throws {
    var log = LogFixture.log(healthy, timed: true)
    var completion = [Float](repeating: 0.5, count: log.count)
    completion[4] = 1.5
    completion[5] = .nan
    var dwell = [Float](repeating: 30, count: log.count)
    dwell[6] = -1
    log.signals = ["completion": SharedBuffer(completion), "dwell": SharedBuffer(dwell)]
    let found = DataDoctor.examine(LogFixture.data(log)).filter { $0.code == .signalRange }
    #expect(found.map(\.count) == [1, 1])
  }

  @Test("seconds among milliseconds, and nothing but 1970")
  func units() throws {
    var rows = healthy
    for index in 0..<30 { rows[index].time /= 1000 }
    let mixed = try finding(.clockUnits, in: findings(rows))
    #expect(mixed.count == 30 && mixed.severity == .error)
    let seconds = healthy.map { Row($0.user, $0.item, value: $0.value, time: $0.time / 1000) }
    #expect(try finding(.epochTimes, in: findings(seconds)).count == 480)
  }

  @Test("moments in the future and absurd ones")
  func future() throws {
    var rows = healthy
    rows[0].time = -5
    rows[1].time = .max
    rows[2].time = .min
    #expect(try finding(.absurdTimes, in: findings(rows)).count == 3)
    let now = Self.start + 2 * 24 * 60 * Self.minute
    let expected = healthy.count { $0.time > now }
    #expect(try finding(.futureTimes, in: findings(healthy, .init(now: now))).count == expected)
  }

  @Test("a clock that lags")
  func skew() throws {
    var rows = healthy.sorted { $0.time < $1.time }
    rows[400].time -= 3 * 60 * Self.minute
    #expect(try finding(.clockSkew, in: findings(rows)).count == 1)
  }

  @Test("many events at one moment")
  func bulk() throws {
    var rows = healthy
    for index in stride(from: 0, to: 480, by: 10) { rows[index].time = Self.start }
    let found = try finding(.bulkTimes, in: findings(rows))
    #expect((48...49).contains(found.count) && found.example == "time \(Self.start) ms")
  }

  @Test("swapped columns")
  func transposed() throws {
    // Users in sittings of ten, spread over a hundred days.
    var stream = RandomStream(seed: 2)
    var rows: [Row] = []
    for user in 0..<200 {
      for _ in 0..<3 {
        let day = Int64(stream.index(below: 100 * 1440)) * Self.minute
        for step in 0..<10 {
          rows.append(
            Row(1000 + user, stream.index(below: 300), time: Self.start + day + Int64(step) * 3 * Self.minute)
          )
        }
      }
    }
    #expect(!findings(rows).contains { $0.code == .transposedColumns })
    let swapped = rows.map { Row($0.item, $0.user, time: $0.time) }
    #expect(try finding(.transposedColumns, in: findings(swapped)).severity == .warning)
  }

  @Test("robots, by the day or by sheer number")
  func robots() throws {
    let robot = (0..<1200).map { Row(5000, $0 % 50, value: 3, time: Self.start + Int64($0) * 10_000) }
    let found = try finding(.robots, in: findings(healthy + robot))
    #expect(found.count == 1 && found.example == "user 5000: 1200 events")
    // As many events over a year are a busy person.
    let busy = robot.map { Row($0.user, $0.item, value: 3, time: Self.start + ($0.time - Self.start) * 2000) }
    #expect(!findings(healthy + busy).contains { $0.code == .robots })
    let crowd = (0..<40).flatMap { copy in healthy.map { Row($0.user + 12 * copy, $0.item) } }
    let flood = (0..<1200).map { Row(5000, $0) }
    #expect(try finding(.robots, in: findings(crowd + flood, timed: false, valued: false)).count == 1)
  }

  @Test("one-event users, shared ids and silent items")
  func population() throws {
    var rows = healthy + [Row(77, 1, value: 2, time: Self.start), Row(3, 1, value: 2, time: Self.start)]
    let found = findings(rows)
    #expect(try finding(.oneEventUsers, in: found).count == 2)
    let shared = try finding(.sharedIDs, in: found)
    #expect(shared.count == 1 && shared.example == "id 3" && shared.severity == .info)
    rows.removeLast()
    var log = LogFixture.log(rows, timed: true)
    log.items = Vocabulary((0..<60).map(String.init))
    #expect(try finding(.silentItems, in: DataDoctor.examine(LogFixture.data(log))).count == 10)
    let names = InteractionLog(
      users: Vocabulary(["a", "b"]), items: Vocabulary(["b", "c"]), userRows: SharedBuffer([0, 1]),
      itemRows: SharedBuffer([0, 1]))
    #expect(try finding(.sharedIDs, in: DataDoctor.examine(LogFixture.data(names))).severity == .warning)
  }

  @Test("concentration: even, and all on one item")
  func concentration() throws {
    let even = (0..<100).map { Row(1000 + $0 / 10, $0 % 10) }
    let flat = try finding(.popularityConcentration, in: findings(even, timed: false, valued: false))
    #expect(flat.message.hasSuffix("Gini 0.0") && flat.message.contains("10.0%"))
    let steep = even.prefix(10) + (0..<2000).map { Row(2000 + $0, 0) }
    let found = try finding(
      .popularityConcentration, in: findings(Array(steep), timed: false, valued: false))
    #expect(found.severity == .warning && found.example == "item 0: 2001 interactions")
  }

  @Test("a division is examined, the data's own by default")
  func division() throws {
    let rows = [
      Row(1, 10, time: Self.start), Row(1, 11, time: Self.start + 9), Row(1, 10, time: Self.start + 5),
      Row(2, 12, time: Self.start),
    ]
    let log = LogFixture.log(rows, timed: true)
    let given = GivenDivision(parts: SharedBuffer([0, 0, 1, 1]))
    let found = DataDoctor.examine(LogFixture.data(log, given: given))
    #expect(try finding(.overlap, in: found).count == 1)
    #expect(try finding(.futureLeakage, in: found).count == 1)
    #expect(try finding(.coldUsers, in: found).count == 1)
    #expect(try finding(.coldItems, in: found).example == "item 12")
    let clean = try SplitSpecification(parsing: "last:1").split(LogFixture.data(log), seed: 1)[0]
    let codes = DataDoctor.examine(LogFixture.data(log), split: clean).map(\.code)
    #expect(!codes.contains(.overlap) && !codes.contains(.coldUsers))
  }

  @Test("the worst come first")
  func order() {
    var rows = healthy + [healthy[0]]
    rows[5].value = .nan
    let severities = findings(rows).map(\.severity)
    #expect(severities == severities.sorted(by: >) && severities.first == .error)
  }
}
