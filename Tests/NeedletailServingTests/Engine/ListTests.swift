import NeedletailCore
import NeedletailData
import NeedletailServing
import NeedletailStore
import TestSupport
import Testing

/// Lists that need no model.
@Suite struct ListTests {
  private func engine(_ changes: [Change]) async throws -> Engine {
    let engine = try Engine(store: MemoryStore(), model: nil, settings: EngineSettings())
    for result in try await engine.write(changes) { _ = try result.get() }
    return engine
  }

  private func event(_ user: String, _ item: String, time: Int64 = Population.start) -> Change {
    .addEvent(NewEvent(user: user, item: item, kind: "view", time: time))
  }

  @Test("the newest come first, ties by id, hidden and unknown ones left out")
  func latest() async throws {
    let engine = try await engine([
      .putItem(ItemRecord(id: "10", categories: ["a"], time: 3_000)),
      .putItem(ItemRecord(id: "9", time: 3_000)),
      .putItem(ItemRecord(id: "b", categories: ["a", "x"], time: 9_000)),
      .putItem(ItemRecord(id: "hidden", isHidden: true, time: 99_000)), .putItem(ItemRecord(id: "timeless")),
      .putItem(ItemRecord(id: "future", time: 4_000_000_000_000)), event("bob", "b"),
    ])
    #expect(
      try engine.latest(count: 5)
        == [ScoredID(id: "b", score: 9), ScoredID(id: "10", score: 3), ScoredID(id: "9", score: 3)])
    #expect(try engine.latest(count: 1, offset: 1).map(\.id) == ["10"])
    #expect(try engine.latest(count: 5, categories: ["a"]).map(\.id) == ["b", "10"])
    #expect(try engine.latest(count: 5, categories: ["a", "x"]).map(\.id) == ["b"])
    #expect(try engine.latest(count: 5, categories: ["none"]).isEmpty)
    #expect(try engine.latest(count: 5, user: "bob").map(\.id) == ["10", "9"])
    try await engine.write(.patchItem(id: "9", ItemPatch(time: 10_000)))
    #expect(try engine.latest(count: 1).map(\.id) == ["9"])
    #expect(throws: ServingError.self) { try engine.latest(count: 0) }
    try await engine.close()
  }

  @Test("events of late count by their age; removing them takes them out again")
  func trending() async throws {
    let now = EngineClock.milliseconds
    let hour: Int64 = 3_600_000
    let engine = try await engine([
      event("a", "1", time: now), event("b", "1", time: now), event("a", "2", time: now - 6 * hour),
      event("b", "2", time: now - 6 * hour), event("c", "2", time: now - 6 * hour),
      event("a", "3", time: now - 600 * hour), event("a", "4", time: now + 600 * hour),
    ])
    let list = try engine.trending(count: 10)
    #expect(list.map(\.id) == ["1", "2"])
    #expect(abs(list[0].score - 2) < 0.2)
    #expect(abs(list[1].score - 1.5) < 0.2)
    try await engine.write(.removeEvents(user: "a", item: "1", kind: nil))
    #expect(try engine.trending(count: 10).map(\.id) == ["2", "1"])
    #expect(try engine.trending(count: 10, user: "c").map(\.id) == ["1"])
    try await engine.write(.eraseUser(id: "b"))
    #expect(try engine.trending(count: 10).map(\.id) == ["2"])
    try await engine.close()
  }

  @Test("items are similar by their users or by their points")
  func similar() async throws {
    func item(_ id: String, _ x: Double, _ category: String = "a") -> Change {
      let point = JSONValue.array([.number(x), .integer(0)])
      return .putItem(
        ItemRecord(id: id, categories: [category], labels: .object([.init("embedding", point)])))
    }
    let engine = try await engine([
      item("1", 0), item("1060", 0.1), item("404", 0.2, "b"), item("1219", -0.3), item("11", 5),
      event("a", "1"), event("a", "11"), event("b", "1"), event("b", "11"), event("b", "404"),
      event("c", "404"),
    ])
    #expect(
      try await engine.similar(to: "1", by: .embeddings, count: 3).map(\.id) == ["1060", "404", "1219"])
    let page = try await engine.similar(to: "1", by: .embeddings, count: 2, offset: 1, category: "a")
    #expect(page.map(\.id) == ["1219", "11"])
    let users = try await engine.similar(to: "1", count: 5)
    #expect(users.map(\.id) == ["11", "404"])
    #expect(abs(users[0].score - 1) < 1e-9 && abs(users[1].score - 0.5) < 1e-9)
    try await engine.write(.removeItem(id: "11"))
    #expect(try await engine.similar(to: "1", count: 5).map(\.id) == ["404"])
    let error = await #expect(throws: ServingError.self) { try await engine.similar(to: "11", count: 5) }
    #expect(error?.code == .notFound)
    try await engine.close()
  }

  @Test("users are similar by the cosine of their items")
  func neighbours() async throws {
    let engine = try await engine([
      event("a", "1"), event("a", "2"), event("b", "1"), event("b", "2"), event("b", "1"), event("c", "2"),
      event("c", "3"), event("d", "4"),
    ])
    let list = try await engine.neighbours(of: "a", count: 5)
    #expect(list.map(\.id) == ["b", "c"])
    #expect(abs(list[0].score - 1) < 1e-9 && abs(list[1].score - 0.5) < 1e-9)
    try await engine.close()
  }

  @Test("every answer is recorded with its list")
  func exposures() async throws {
    let sink = Exposures()
    let store = try Population.store(users: 5, items: 20, events: 60)
    let engine = try Engine(store: store, model: nil, settings: EngineSettings(), exposures: sink)
    let answer = try await engine.recommend(RecommendationRequest(user: "u1"))
    let record = try #require(sink.records.first)
    #expect(sink.records.count == 1)
    #expect(record.request == answer.request)
    #expect(record.sequence == answer.sequence)
    #expect(record.entries.map(\.id) == answer.items.map(\.id))
    #expect(record.user == store.identifiers.user("u1"))
    #expect(record.entries.map(\.item) == answer.items.map { store.identifiers.item($0.id) })
    try await engine.close()
  }
}
