import NeedletailData
import NeedletailMath
import TestSupport
import Testing

struct WeightingTests {
  private typealias Row = LogFixture.Row

  private let log = LogFixture.log(
    [
      Row(1, 10, value: 3, time: 9), Row(1, 10, value: 5, time: 2), Row(2, 20, value: 2, time: 1),
      Row(2, 10, value: 4, time: 1), Row(2, 10, value: 1, time: 1),
    ], timed: true, valued: true)

  @Test("binary stores no values, value keeps the latest, later rows winning ties")
  func simple() {
    let binary = Weighting.binary.matrix(of: log)
    #expect(binary.isValid && binary.values == nil && binary.columnIndices.array == [0, 0, 1])
    #expect(Weighting.value.matrix(of: log).values?.array == [3, 1, 2])
  }

  @Test("a log without rows or without users is an empty matrix", arguments: ["binary", "value", "watch"])
  func empty(text: String) throws {
    let weighting = try Weighting(parsing: text)
    #expect(weighting.matrix(of: LogFixture.log([])).rows == 0)
    let none = weighting.matrix(of: log.selecting([]))
    #expect(none.rows == 2 && none.columns == 2 && none.count == 0 && none.isValid)
  }

  @Test("counts add values, one each without")
  func counts() throws {
    let linear = try Weighting(parsing: "counts(alpha=2)")
    #expect(linear.matrix(of: log).values?.array == [17, 11, 5])
    var bare = log
    bare.values = nil
    #expect(linear.matrix(of: bare).values?.array == [5, 5, 3])
    let bent = try Weighting(parsing: "counts(alpha=2,form=log,epsilon=0.5)")
    // 1 + 2·ln(1 + 2/.5)
    #expect(abs(bent.matrix(of: bare).value(at: 0) - 4.2188758) < 1e-6)
  }

  @Test(
    "texts round-trip",
    arguments: [
      "binary", "value", "counts(alpha=40,form=linear,epsilon=1)", "counts(alpha=0.5,form=log,epsilon=2)",
      "watch(alpha=20,halfLife=90,threshold=0.35,stopping=0.6)",
    ])
  func roundTrip(text: String) throws {
    #expect(try Weighting(parsing: text).description == text)
  }

  @Test("defaults fill in")
  func defaults() throws {
    #expect(try Weighting(parsing: "counts") == .counts(CountWeighting(alpha: 40)))
    #expect(try Weighting(parsing: "watch( halfLife = 7 )") == .watch(WatchWeighting(halfLife: 7)))
  }

  @Test(
    "bad texts are refused",
    arguments: [
      ("binry", "did you mean binary"), ("count(alpha=1)", "did you mean counts(alpha=40)"),
      ("counts(alpha=x)", "found 'x'"), ("counts(beta=1)", "unknown 'beta'"), ("counts(alpha=1", "expected"),
      ("binary(1)", "unexpected '1'"), ("watch(halflife=3)", "did you mean 'halfLife'"),
      ("watch(halfLife=0)", "above 0"), ("counts(form=square)", "linear or log"), ("", "expected one of"),
    ])
  func refusal(text: String, message: String) {
    let error = #expect(throws: DataError.self) { try Weighting(parsing: text) }
    #expect(error?.description.contains(message) == true, "\(error?.description ?? "no error")")
  }

  @Test(
    "rows have the bits of one user's profile, for any number of threads",
    arguments: ["binary", "value", "counts(alpha=3)", "watch"])
  func rowsAreProfiles(text: String) throws {
    let weighting = try Weighting(parsing: text)
    let log = WatchFixture.log(users: 1100, events: 12_000, seed: 4)
    let features = WatchFixture.features(items: log.items.count)
    let matrix = weighting.matrix(of: log, itemFeatures: features)
    #expect(matrix.isValid)
    let pool = WorkerPool(threads: 3)
    #expect(weighting.matrix(of: log, itemFeatures: features, pool: pool) == matrix)
    let context = WeightingContext(kindNames: log.kindNames, itemFeatures: features)
    let histories = Histories(of: log)
    for user in stride(from: 0, to: log.users.count, by: 37) {
      let events = histories.positions(of: UserRow(user)).map { WatchFixture.event(of: log, at: $0) }
      let (items, weights) = weighting.profile(of: events, in: context)
      let entries = matrix.entries(ofRow: user)
      #expect(entries.map { Int32($0.column) } == items && entries.map(\.value) == weights)
    }
  }

  @Test("one entry a pair, as a clear version counts them")
  func oracle() {
    let rows = LogFixture.random(users: 30, items: 20, count: 500, seed: 8)
    let log = LogFixture.log(rows, timed: true, valued: true)
    let matrix = Weighting.value.matrix(of: log)
    var latest: [[Int]: Row] = [:]
    for row in rows where row.time >= latest[[row.user, row.item]]?.time ?? .min {
      latest[[row.user, row.item]] = row
    }
    #expect(matrix.count == latest.count)
    for user in 0..<log.users.count {
      for (column, value) in matrix.entries(ofRow: user) {
        let key = [Int(log.users.id(user)) ?? -1, Int(log.items.id(column)) ?? -1]
        #expect(latest[key]?.value == value)
      }
    }
  }
}
