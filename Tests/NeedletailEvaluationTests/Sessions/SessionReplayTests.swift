import NeedletailCore
import NeedletailData
import NeedletailEvaluation
import NeedletailMath
import Synchronization
import TestSupport
import Testing

/// A replay whose numbers can be worked out by hand.
@Suite("Replaying sessions")
struct SessionReplayTests {
  private static let minute: Int64 = 60_000

  /// Items 1...5 are rows 0...4. From minute 1000 on, user 1 takes up 2, 3, (1 again,) 4 in one session and
  /// 5 in another that begins with 2 again; the session of user 2 with item 5 began before.
  private static let rows: [(user: Int, item: Int, minute: Int64)] = [
    (1, 1, 0), (1, 2, 1000), (1, 3, 1010), (1, 1, 1012), (1, 4, 1020), (1, 2, 1100), (1, 5, 1105),
    (2, 3, 995), (2, 5, 1001), (2, 4, 1200),
  ]

  private static let log = LogFixture.log(
    rows.map { LogFixture.Row($0.user, $0.item, time: $0.minute * minute) }, timed: true)

  private static func replay(
    _ log: InteractionLog = log, metrics: String = "ndcg@3,mrr@3,hitrate@3", threads: Int = 1,
    _ change: (inout SessionReplay.Options) -> Void = { _ in }
  ) throws -> SessionReplay {
    var options = SessionReplay.Options(
      metrics: try MetricKey.list(metrics), pool: WorkerPool(threads: threads))
    options.resamples = 200
    change(&options)
    return try SessionReplay(log, from: 1000 * minute, options: options)
  }

  /// Greater item numbers are better, whoever asks.
  private static let stub = RankingStub(itemCount: 5) { _, item in Float(item) }

  @Test("ranks the whole catalogue without earlier items at each moment")
  func ranks() throws {
    let replay = try Self.replay()
    #expect(replay.momentCount == 5)
    #expect(replay.userCount == 2)
    // Item 2 behind 5, 4, 3 is fourth, which is beyond the longest cut-off.
    let outcome = try replay.outcome(of: .init("stub", Self.stub, knows: .everything))
    #expect(outcome.ranks == [0, 3, 2, 1, 1])
  }

  @Test("means over moments, by events in the session")
  func figures() throws {
    let replay = try Self.replay()
    let outcome = try replay.outcome(of: .init("stub", Self.stub, knows: .beforeSession))
    func values(_ slice: SessionSlice) throws -> [Double] {
      try replay.evaluations(of: [outcome], in: slice)[0].metrics.map(\.value)
    }
    func near(_ found: [Double], _ expected: [Double]) -> Bool {
      found.count == expected.count && zip(found, expected).allSatisfy { abs($0 - $1) < 1e-5 }
    }
    // 1/log₂ 4 = 0.5, 1/log₂ 3 = 0.63093.
    #expect(near(try values(.all), [(0 + 0.5 + 0.63093 + 1 + 1) / 5, (1.0 / 3 + 0.5 + 2) / 5, 0.8]))
    #expect(near(try values(.none), [0.5, 0.5, 0.5]))
    #expect(near(try values(.few), [0.75, 2.0 / 3, 1]))
    #expect(near(try values(.some), [0.63093, 0.5, 1]))
    #expect(try values(.many).isEmpty)
    let counts = SessionSlice.allCases.map { replay.momentCount(in: $0) }
    #expect(counts == [5, 2, 2, 1, 0])
  }

  /// What an arm was told before item 4, by its knowledge and a lag.
  private func known(_ knowledge: SessionReplay.Knowledge, lag: Double = 0) throws -> Query {
    let told = Mutex<[Query]>([])
    let recorder = RankingStub(itemCount: 5) { query, item in
      if item == 0 { told.withLock { $0.append(query) } }
      return 0
    }
    _ = try Self.replay().outcome(of: .init("recorder", recorder, knows: knowledge), lag: lag)
    return told.withLock { $0[2] }
  }

  @Test("tells each arm what it may know, and nothing later")
  func knowledge() throws {
    let all = try known(.everything)
    #expect(all.events.map(\.item.rawValue) == [0, 1, 2, 0])
    #expect(all.profile.items == [0, 1, 2])
    #expect(all.time == 1020 * Self.minute)
    #expect(all.user == UserRow(0))
    #expect(try known(.beforeSession).profile.items == [0])
    let session = try known(.sessionOnly)
    #expect(session.events.map(\.item.rawValue) == [1, 2, 0])
    #expect(session.user == nil)
  }

  @Test("delays the running session, and nothing before it")
  func lags() throws {
    func items(_ lag: Double) throws -> [Int32] {
      try known(.everything, lag: lag).events.map(\.item.rawValue)
    }
    #expect(try items(480) == [0, 1, 2, 0])
    #expect(try items(481) == [0, 1, 2])
    #expect(try items(600) == [0, 1, 2])
    #expect(try items(601) == [0, 1])
    #expect(try items(1800) == [0])
  }

  @Test("counts an event from its end, never after the next one")
  func dwell() throws {
    var log = Self.log
    // Item 2 is watched for 5 minutes; item 3, it is said, for an hour.
    log.signals["dwell"] = SharedBuffer([.nan, 300, 3600, .nan, 0, -1, 5, 5, 5, 5] as [Float])
    let told = Mutex<[Query]>([])
    let recorder = RankingStub(itemCount: 5) { query, item in
      if item == 0 { told.withLock { $0.append(query) } }
      return 0
    }
    _ = try Self.replay(log).outcome(of: .init("recorder", recorder, knows: .everything))
    #expect(told.withLock { $0[2].events.map { $0.time / Self.minute } } == [0, 1005, 1012, 1012])
  }

  @Test("takes the log's own sessions where it has them")
  func sessions() throws {
    var log = Self.log
    log.sessions = SharedBuffer([0, 1, 1, 1, 2, 3, 3, 4, 5, 6] as [Int32])
    let replay = try Self.replay(log)
    let counts = SessionSlice.allCases.map { replay.momentCount(in: $0) }
    // Item 4 opens a session of its own, and so does item 5 of user 2, at minute 1001.
    #expect(counts == [6, 4, 2, 0, 0])
  }

  @Test("has the same outcome for any number of threads, and compares in pairs")
  func threads() throws {
    let rows = LogFixture.random(users: 60, items: 40, count: 1500, seed: 5).map {
      LogFixture.Row($0.user, $0.item, time: 1000 * Self.minute + $0.time * 1000)
    }
    let log = LogFixture.log(rows, timed: true)
    let stub = RankingStub(itemCount: log.items.count) { query, item in
      Float((Int(item) * 37 + query.events.count * 11) % 41)
    }
    let slices = try [1, 2, 3].map { threads in
      let replay = try Self.replay(log, threads: threads)
      let outcomes = try [SessionReplay.Knowledge.everything, .sessionOnly].map {
        try replay.outcome(of: .init("\($0)", stub, knows: $0), lag: 30)
      }
      return try replay.documentSlice(of: outcomes, .all)
    }
    #expect(slices[0] == slices[1])
    #expect(slices[0] == slices[2])
    #expect(slices[0].comparisons.count == 3)
    #expect(slices[0].moments > 100)
  }

  @Test("replays an even choice of users")
  func limit() throws {
    let replay = try Self.replay { $0.userLimit = 1 }
    #expect(replay.userCount == 1)
    #expect(replay.momentCount == 4)
  }

  @Test("stops when asked to, and reports progress")
  func cancellation() throws {
    let cancellation = Cancellation()
    let reports = Mutex(0)
    let replay = try Self.replay {
      $0.cancellation = cancellation
      $0.progress = { _ in reports.withLock { $0 += 1 } }
    }
    let arm = SessionReplay.Arm("stub", Self.stub, knows: .everything)
    _ = try replay.outcome(of: arm)
    #expect(reports.withLock { $0 } == 1)
    cancellation.cancel()
    #expect(throws: CancelledError.self) { try replay.outcome(of: arm) }
  }

  @Test("refuses what it cannot replay")
  func refusals() throws {
    let timeless = LogFixture.log(Self.rows.map { LogFixture.Row($0.user, $0.item) })
    #expect(throws: DataError.self) { try Self.replay(timeless) }
    let ordered = LogFixture.log(
      Self.rows.map { LogFixture.Row($0.user, $0.item, time: $0.minute) }, timed: true, clock: .order)
    #expect(throws: DataError.self) { try Self.replay(ordered) }
    #expect(throws: EvaluationError.self) { try Self.replay(metrics: "coverage@10") }
    #expect(throws: EvaluationError.self) { try Self.replay(metrics: "ndcg@10[tail]") }
    let early = LogFixture.log([LogFixture.Row(1, 1, time: 5), LogFixture.Row(1, 2, time: 9)], timed: true)
    #expect(throws: EvaluationError.self) { try Self.replay(early) }
  }
}
