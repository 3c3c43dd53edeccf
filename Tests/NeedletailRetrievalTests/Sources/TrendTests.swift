import Foundation
import Needletail
import Testing

@Suite("Trends")
struct TrendTests {
  private struct Event {
    let item: Int
    let time: Int64
    let weight: Double
  }

  private func events(_ count: Int, span: Int64, seed: UInt64) -> [Event] {
    var random = RandomStream(seed: seed)
    return (0..<count).map { _ in
      Event(
        item: random.index(below: 7), time: 1_700_000_000_000 + Int64(random.uniform() * Double(span)),
        weight: Double(1 + random.index(below: 3)))
    }
  }

  private func trend(_ events: [Event], halfLifeHours: Double) -> Trend {
    var trend = Trend(halfLifeHours: halfLifeHours)
    for event in events { trend.add(event.item, at: event.time, weight: event.weight) }
    return trend
  }

  @Test("are the decayed sums of events, at any time", arguments: [0.01, 6, 1000])
  func definition(_ hours: Double) {
    let halfLife = hours * 3_600_000
    let span = Int64(halfLife * 40)
    let events = events(500, span: span, seed: 1)
    let trend = trend(events, halfLifeHours: hours)
    for moment in [0, span / 2, span, 3 * span] {
      let now = 1_700_000_000_000 + moment
      let counts = trend.counts(at: now, count: 9)
      for item in 0..<9 {
        let exact = events.filter { $0.item == item }
          .reduce(0.0) { $0 + $1.weight * exp2((Double($1.time) - Double(now)) / halfLife) }
        let found = trend.count(of: item, at: now)
        #expect(abs(found - exact) <= 1e-9 * exact, "item \(item): \(found) for \(exact)")
        #expect(counts[item] == Float(found))
      }
    }
  }

  @Test("do not depend on the order of events but for rounding")
  func order() {
    // Spans of 2,000 half-lives: the landmark moves on the way, forwards and past late events.
    let events = events(400, span: 2000 * 3_600_000, seed: 2)
    let now = Int64(1_700_000_000_000) + 2000 * 3_600_000
    let byTime = trend(events.sorted { $0.time < $1.time }, halfLifeHours: 1)
    for order in [events, events.sorted { $0.time > $1.time }] {
      let other = trend(order, halfLifeHours: 1)
      for item in 0..<7 {
        let (a, b) = (byTime.count(of: item, at: now), other.count(of: item, at: now))
        #expect(abs(a - b) <= 1e-12 * max(a, b), "\(a) and \(b)")
      }
    }
  }

  @Test("give the toy numbers: one event after one half-life is a half, after two a quarter")
  func toy() {
    var trend = Trend(halfLifeHours: 6)
    trend.add(2, at: 1_000_000)
    #expect(trend.count(of: 2, at: 1_000_000) == 1)
    #expect(trend.count(of: 2, at: 1_000_000 + 6 * 3_600_000) == 0.5)
    #expect(trend.count(of: 2, at: 1_000_000 + 12 * 3_600_000) == 0.25)
    #expect(trend.count(of: 0, at: 0) == 0 && trend.count(of: 9, at: 0) == 0)
    trend.add(2, at: 1_000_000, weight: -1)
    #expect(trend.count(of: 2, at: 1_000_000) == 0)
    #expect(trend.count(of: 2, at: .min).isFinite && trend.count(of: 2, at: .max).isFinite)
  }

  @Test("leave out kinds that say nothing, and later events")
  func log() {
    var log = InteractionLog([
      Interaction(user: "a", item: "x", time: 0), Interaction(user: "a", item: "y", time: 1),
      Interaction(user: "b", item: "x", time: 2), Interaction(user: "b", item: "y", time: 3),
    ])
    #expect(Trend(of: log, upTo: 2).counts(at: 0, count: 2).map { $0.rounded() } == [2, 1])
    log.kinds = SharedBuffer([0, 1, 0, 0])
    log.kindNames = ["click", "impression"]
    #expect(Trend(of: log).counts(at: 0, count: 2).map { $0.rounded() } == [2, 1])
  }
}
