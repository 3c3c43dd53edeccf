import NeedletailCore
import NeedletailData
import NeedletailMath
import NeedletailServing
import NeedletailStore
import Testing

/// What the engine answers is what the model answers offline, to the bit.
@Suite struct ParityTests {
  @Test(
    "a user's list equals the model's own list",
    arguments: [
      ("ease(l2=10)", "binary"), ("ease(l2=10)", "watch(alpha=20)"), ("itemknn(neighbours=20)", "value"),
      ("ials(dimension=8,epochs=3)", "counts(alpha=10)"), ("ials(dimension=8,epochs=3)", "watch(alpha=20)"),
      ("popularity", "binary"),
    ])
  func lists(specification: String, weight: String) async throws {
    let store = try Population.store(users: 1_000, items: 120, events: 9_000)
    let model = try Population.model(specification, of: store, weighting: Weighting(parsing: weight))
    let engine = try Engine(store: store, model: (model, "1"), settings: EngineSettings())
    try await withThrowingTaskGroup(of: Void.self) { group in
      for row in 0..<model.users.count {
        group.addTask {
          let answer = try await engine.recommend(RecommendationRequest(user: model.users.id(row)))
          let list = try model.list(for: model.query(for: UserRow(row)), ListRules(count: 10))
          #expect(answer.items.map(\.id) == list.map { model.items.id(Int($0.item)) })
          #expect(answer.items.map(\.score.bitPattern) == list.map(\.score.bitPattern))
          #expect(answer.model == "1")
        }
      }
      try await group.waitForAll()
    }
    try await engine.close()
  }

  @Test("a history that a client brings is answered as the same history in the store")
  func stranger() async throws {
    let store = try Population.store(users: 50, items: 60, events: 900)
    let model = try Population.model("ease(l2=10)", of: store)
    let engine = try Engine(store: store, model: (model, "1"), settings: EngineSettings())
    for row in 0..<20 {
      let known = try await engine.recommend(RecommendationRequest(user: model.users.id(row)))
      let items = model.profile(of: UserRow(row)).items.map { model.items.id(Int($0)) }
      let brought = try await engine.recommend(
        RecommendationRequest {
          $0.history = (items + ["nobody's"]).map { RecommendationRequest.HistoryEvent(item: $0) }
        })
      #expect(brought.items.map(\.id) == known.items.map(\.id))
      #expect(brought.items.map(\.score.bitPattern) == known.items.map(\.score.bitPattern))
      #expect(brought.unknown == ["nobody's"])
    }
    try await engine.close()
  }

  @Test("a list in a batch equals the list alone, and a page is a part of the list")
  func batches() async throws {
    let store = try Population.store(users: 200, items: 120, events: 3_000)
    let model = try Population.model("ials(dimension=8,epochs=2)", of: store)
    var settings = EngineSettings()
    settings.threads = 1
    let engine = try Engine(store: store, model: (model, "1"), settings: settings)
    var alone: [[RecommendationAnswer.Item]] = []
    for user in 0..<200 {
      alone.append(try await engine.recommend(RecommendationRequest(user: "u\(user)")).items)
    }
    let together = try await withThrowingTaskGroup(of: (Int, [RecommendationAnswer.Item]).self) { group in
      for user in 0..<200 {
        group.addTask { (user, try await engine.recommend(RecommendationRequest(user: "u\(user)")).items) }
      }
      return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
    }
    for user in 0..<200 { #expect(together[user] == alone[user]) }
    let page = try await engine.recommend(
      RecommendationRequest(user: "u3") {
        $0.offset = 4
        $0.count = 6
      })
    #expect(page.items == Array(alone[3].dropFirst(4)))
    try await engine.close()
  }

  @Test("reasons are items of the history, strongest first")
  func reasons() async throws {
    let store = try Population.store(users: 50, items: 60, events: 400)
    let model = try Population.model("ease(l2=10)", of: store)
    let engine = try Engine(store: store, model: (model, "1"), settings: EngineSettings())
    let answer = try await engine.recommend(RecommendationRequest(user: "u1") { $0.explain = true })
    let row = try #require(model.users.row(of: "u1"))
    let history = Set(model.profile(of: UserRow(row)).items)
    for item in answer.items {
      #expect(!item.reasons.isEmpty)
      #expect(item.reasons.map(\.score) == item.reasons.map(\.score).sorted(by: >))
      for reason in item.reasons {
        #expect(history.contains(Int32(try #require(model.items.row(of: reason.id)))))
      }
    }
    try await engine.close()
  }
}
