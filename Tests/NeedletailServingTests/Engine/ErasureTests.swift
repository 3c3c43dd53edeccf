import NeedletailCore
import NeedletailData
import NeedletailServing
import NeedletailStore
import TestSupport
import Testing

@Suite struct ErasureTests {
  @Test("an erased person is a stranger to every answer, at once")
  func erased() async throws {
    let store = try Population.store(users: 30, items: 60, events: 600)
    let model = try Population.model("ials(dimension=8,epochs=2)", of: store)
    let engine = try Engine(store: store, model: (model, "1"), settings: EngineSettings())
    let stranger = try await engine.recommend(RecommendationRequest())
    let before = engine.status
    let known = try await engine.recommend(RecommendationRequest(user: "u3"))
    #expect(known.items != stranger.items)
    try await engine.write(.eraseUser(id: "u3"))
    #expect(try await engine.recommend(RecommendationRequest(user: "u3")).items == stranger.items)
    #expect(engine.status.users == before.users - 1)
    #expect(engine.status.events < before.events)
    let error = await #expect(throws: ServingError.self) {
      try await engine.neighbours(of: "u3", count: 5)
    }
    #expect(error?.code == .notFound)
    for user in 0..<10 where user != 3 {
      #expect(!(try await engine.neighbours(of: "u\(user)", count: 100)).contains { $0.id == "u3" })
    }
    let next = try Population.model("ials(dimension=8,epochs=2)", of: store)
    #expect(model.users.row(of: "u3") != nil && next.users.row(of: "u3") == nil)
    // The same name is another person from now on.
    try await engine.write(.addEvent(NewEvent(user: "u3", item: "5", kind: "view", time: Population.start)))
    let anew = try await engine.recommend(RecommendationRequest { $0.history = [.init(item: "5")] })
    #expect(try await engine.recommend(RecommendationRequest(user: "u3")).items == anew.items)
    try await engine.close()
  }

  @Test("erasing and coming back within one group leaves only what came after")
  func withinGroup() async throws {
    let store = try Population.store(users: 5, items: 10, events: 0)
    let engine = try Engine(store: store, model: nil, settings: EngineSettings())
    func event(_ item: String) -> Change {
      .addEvent(NewEvent(user: "bob", item: item, kind: "view", time: Population.start))
    }
    _ = try await engine.write([event("1"), event("2"), .eraseUser(id: "bob"), event("3")])
    #expect(engine.status.events == 1)
    #expect(Set(try await engine.ids(for: "bob")) == Set((0..<10).map { "\($0)" }).subtracting(["3"]))
    try await engine.close()
  }

  @Test("events beyond the days of retention are forgotten in the background")
  func retention() async throws {
    let store = MemoryStore()
    let day: Int64 = 86_400_000
    let now = EngineClock.milliseconds
    for age in [400, 40, 11, 9, 0] {
      let event = NewEvent(user: "bob", item: "\(age)", kind: "view", time: now - Int64(age) * day)
      _ = try store.commit([.addEvent(event)], now: now)
    }
    var settings = EngineSettings()
    settings.retentionDays = 10
    let engine = try Engine(store: store, model: nil, settings: settings)
    for _ in 0..<3000 where engine.status.events > 2 { try await Task.sleep(for: .milliseconds(10)) }
    #expect(engine.status.events == 2)
    #expect(Set(try await engine.ids(for: "bob")) == ["400", "40", "11"])
    try await engine.close()
  }
}
