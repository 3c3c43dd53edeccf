import NeedletailServing
import NeedletailStore
import TestSupport
import Testing

@Suite struct FaultTests {
  @Test("a store that fails refuses its group with the reason, and recovers")
  func commitFails() async throws {
    let store = MemoryStore()
    let engine = try Engine(store: store, model: nil, settings: EngineSettings())
    try await engine.write(.addEvent(NewEvent(user: "bob", item: "a", kind: "view", time: 0)))
    store.commitFault = StoreError(.unavailable, place: "/data", "the disk is full")
    let error = await #expect(throws: ServingError.self) {
      try await engine.write(.addEvent(NewEvent(user: "bob", item: "b", kind: "view", time: 0)))
    }
    #expect(error?.code == .unavailable)
    #expect(error?.message.contains("the disk is full") == true)
    #expect(engine.status.fault?.contains("the disk is full") == true)
    #expect(try await engine.ids(for: "eve") == ["a"])
    store.commitFault = nil
    try await engine.write(.addEvent(NewEvent(user: "bob", item: "c", kind: "view", time: 0)))
    #expect(engine.status.fault == nil)
    #expect(engine.status.events == 2)
    try await engine.close()
  }

  @Test("a closed engine refuses, and closing twice is fine")
  func closed() async throws {
    let engine = try Engine(store: MemoryStore(), model: nil, settings: EngineSettings())
    try await engine.close()
    try await engine.close()
    let write = await #expect(throws: ServingError.self) { try await engine.write([.eraseUser(id: "a")]) }
    #expect(write?.code == .unavailable)
    let read = await #expect(throws: ServingError.self) {
      try await engine.recommend(RecommendationRequest(user: "a"))
    }
    #expect(read?.code == .unavailable)
  }

  @Test("what waited when the engine closed is still done")
  func drained() async throws {
    let store = MemoryStore()
    let engine = try Engine(store: store, model: nil, settings: EngineSettings())
    let written = try await withThrowingTaskGroup(of: Bool.self) { group in
      for number in 0..<200 {
        group.addTask {
          let event = NewEvent(user: "u\(number)", item: "a", kind: "view", time: 0)
          do {
            try await engine.write(.addEvent(event))
            return true
          } catch let error as ServingError {
            #expect(error.code == .unavailable)
            return false
          }
        }
      }
      group.addTask {
        try await engine.close()
        return false
      }
      return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
    #expect(store.lastSequence == Int64(written))
  }

  @Test("more changes than the queue holds are refused at once")
  func fullQueue() async throws {
    var settings = EngineSettings()
    settings.writeQueue = 3
    let engine = try Engine(store: MemoryStore(), model: nil, settings: settings)
    let refused = await withTaskGroup(of: Bool.self) { group in
      for number in 0..<500 {
        group.addTask {
          let event = NewEvent(user: "u\(number)", item: "a", kind: "view", time: 0)
          return (try? await engine.write([.addEvent(event), .addEvent(event)])) == nil
        }
      }
      return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
    #expect(engine.status.events == (500 - refused) * 2)
    #expect(engine.status.fault == nil)
    try await engine.close()
  }

  @Test(
    "a malformed request names its part",
    arguments: [
      ("count", RecommendationRequest { $0.count = 0 }),
      ("count", RecommendationRequest { $0.count = 1_001 }),
      ("offset", RecommendationRequest { $0.offset = -1 }),
      ("pins[1]", RecommendationRequest { $0.pins = [("a", 0), ("nobody's", 1)] }),
      ("pins[0]", RecommendationRequest { $0.pins = [("a", -1)] }),
      ("variety", RecommendationRequest { $0.variety = .nan }),
      ("boosts[0].by", RecommendationRequest { $0.boosts = [("year > 1", .infinity)] }),
      ("quotas[0]", RecommendationRequest { $0.quotas = [("year > 1", 3, 2)] }),
      ("filter", RecommendationRequest { $0.filter = "year >" }),
      ("history[0].value", RecommendationRequest { $0.history = [.init(item: "a", value: .nan)] }),
    ])
  func malformed(part: String, request: RecommendationRequest) async throws {
    let engine = try Engine(store: MemoryStore(), model: nil, settings: EngineSettings())
    try await engine.write(.putItem(ItemRecord(id: "a")))
    let error = await #expect(throws: ServingError.self) { try await engine.recommend(request) }
    #expect(error?.code == .invalid)
    #expect(error?.part == part)
    try await engine.close()
  }

  @Test("an unknown pipeline is not found")
  func unknownPipeline() async throws {
    let engine = try Engine(store: MemoryStore(), model: nil, settings: EngineSettings())
    let error = await #expect(throws: ServingError.self) {
      try await engine.recommend(RecommendationRequest { $0.pipeline = "home" })
    }
    #expect(error?.code == .notFound)
    #expect(error?.message.contains("default") == true)
    try await engine.close()
  }
}
