import NeedletailCore
import NeedletailMath
import NeedletailServing
import NeedletailStore
import TestSupport
import Testing

/// The state that grew change by change equals the state that is read from the store.
@Suite struct RebuildTests {
  @Test("answers of a reopened engine equal those of the live one to the bit", arguments: [1, 2, 3, 4])
  func reopened(seed: UInt64) async throws {
    let store = MemoryStore()
    let live = try Engine(store: store, model: nil, settings: EngineSettings())
    var random = RandomStream(seed: seed, stream: 5)
    for turn in 0..<12 {
      let events = Population.events(users: 12, items: 30, count: 60, seed: seed * 100 + UInt64(turn))
      _ = try await live.write(events.map { change($0, turn, &random) })
      if turn == 6 {
        try live.deploy(Population.model("ials(dimension=4,epochs=2)", of: store), version: "1")
      }
    }
    let model = try Population.model("ease(l2=5)", of: store)
    try live.deploy(model, version: "2")
    let reopened = try Engine(store: store, model: (model, "2"), settings: EngineSettings())
    #expect(live.status == reopened.status)
    for user in 0..<13 {
      for time in [nil, Population.start + 3_000_000, 4_000_000_000_000] {
        let request = RecommendationRequest(user: "u\(user)") {
          $0.count = 50
          $0.time = time
        }
        let (first, second) = (try await live.recommend(request), try await reopened.recommend(request))
        #expect(first.items == second.items)
        #expect(first.sequence == second.sequence)
      }
      let first = try? await live.neighbours(of: "u\(user)", count: 20)
      let second = try? await reopened.neighbours(of: "u\(user)", count: 20)
      #expect(first == second)
    }
    for item in 0..<30 {
      for likeness in [ItemLikeness.model, .users] {
        let first = try? await live.similar(to: "\(item)", by: likeness, count: 20)
        let second = try? await reopened.similar(to: "\(item)", by: likeness, count: 20)
        #expect(first == second)
      }
    }
    #expect(try live.latest(count: 30) == reopened.latest(count: 30))
    #expect(try live.trending(count: 30) == reopened.trending(count: 30))
    try await live.close()
    try await reopened.close()
  }

  /// An event, or something else that is done with its user and item.
  private func change(_ event: NewEvent, _ turn: Int, _ random: inout RandomStream) -> Change {
    var event = event
    event.time += 1_000_000 * Int64(turn)
    switch random.index(below: 20) {
    case 0: return .removeEvents(user: event.user, item: event.item, kind: nil)
    case 1: return .removeEvents(user: event.user, item: event.item, kind: "view")
    case 2, 3, 4: return .replaceEvents(event)
    case 5 where turn % 4 == 3: return .eraseUser(id: event.user)
    case 6 where turn % 4 == 2: return .removeItem(id: event.item)
    case 7:
      return .putItem(
        ItemRecord(id: event.item, isHidden: event.value > 4, categories: ["c"], time: Population.start))
    case 8: return .patchItem(id: event.item, ItemPatch(isHidden: false, time: event.time))
    case 9: event.time = 4_000_000_000_000
    case 10: event.time = EngineClock.milliseconds
    default: break
    }
    return .addEvent(event)
  }
}
