import Needletail
import TestSupport
import Testing

/// Which events form the running session, and what they weigh.
@Suite("The running session")
struct RunningSessionTests {
  private typealias Fixture = SessionFixture

  private func session(_ query: Query, _ blend: SessionBlend = SessionBlend()) -> RunningSession {
    let stub = RankingStub(itemCount: Fixture.items) { _, _ in 0 }
    return SessionRecommender(stub, blend: blend, kindNames: Fixture.kindNames).session(of: query)
  }

  private func query(_ events: [Query.Event], time: Int64? = Fixture.now) -> Query {
    Query(profile: Profile(events.map(\.item)), events: events, time: time)
  }

  @Test("ends after 30 idle minutes: 29:59 and 30:01, before the question and between events")
  func idle() {
    func events(_ before: Double, _ between: Double) -> [Int32] {
      session(query([Fixture.event(1, before + between), Fixture.event(2, before)])).events.map(
        \.item.rawValue)
    }
    #expect(events(1799, 1799) == [1, 2])
    #expect(events(1799, 1801) == [2])
    #expect(events(1801, 10) == [])
  }

  @Test("needs a time")
  func timeless() {
    #expect(session(query([Fixture.event(1, 5)], time: nil)).events.isEmpty)
  }

  @Test("survives any times")
  func wildTimes() {
    let times: [Int64] = [.min, -1, 0, 1, .max]
    for asked in times {
      let events = times.map { Query.Event(item: ItemRow(1), time: $0) }
      _ = session(query(events + events.reversed(), time: asked))
    }
  }

  @Test("keeps the last 50 events")
  func ring() {
    let events = (0..<80).map { Fixture.event($0, Double(80 - $0)) }
    #expect(session(query(events)).events.map(\.item.rawValue) == (30..<80).map { Int32($0) })
  }

  @Test("takes equal times in the order of the log, and sorts the rest")
  func order() {
    let ordered = [Fixture.event(5, 9), Fixture.event(4, 3), Fixture.event(9, 3), Fixture.event(1, 3)]
    let shuffled = [ordered[1], ordered[2], ordered[0], ordered[3]]
    #expect(session(query(shuffled)).events == ordered)
  }

  @Test("weighs kinds and recency, scaled to a mean of one")
  func weights() {
    // A view 10 minutes before the last event counts half of 1, a like now 4; together 4.5 over two items.
    let found = session(query([Fixture.event(8, 660), Fixture.event(2, 60, kind: "like")]))
    #expect(found.profile.items == [2, 8])
    #expect(zip(found.profile.weights, [8 / 4.5, 1 / 4.5]).allSatisfy { abs($0 - $1) < 1e-6 })
    #expect(found.positives == 2)
    let repeated = session(query([Fixture.event(8, 3), Fixture.event(8, 3), Fixture.event(2, 3)]))
    #expect(zip(repeated.profile.weights, [2.0 / 3, 4.0 / 3]).allSatisfy { abs($0 - $1) < 1e-6 })
  }

  @Test("keeps items with a negative event out, and impressions say nothing")
  func negatives() {
    let found = session(
      query([
        Fixture.event(1, 50), Fixture.event(2, 40), Fixture.event(1, 30, kind: "dislike"),
        Fixture.event(7, 20, kind: "impression"), Fixture.event(6, 10, kind: "abandon"),
      ]))
    #expect(found.rejected == [1, 6])
    #expect(found.profile.items == [2])
    #expect(found.positives == 1)
    #expect(session(query([Fixture.event(7, 20, kind: "impression")])).isSilent)
  }

  @Test("is a function of the events before the question, whatever is fed when")
  func replayed() {
    let events = (0..<9).map { Fixture.event($0 % 4, Double(9 - $0) * 400) }
    for length in 0...events.count {
      let asked = length == 0 ? Fixture.now - 10_000_000 : events[length - 1].time
      #expect(session(query(events, time: asked)) == session(query(Array(events[..<length]), time: asked)))
    }
  }
}
