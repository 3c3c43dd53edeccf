import NeedletailCore
import NeedletailMath
import NeedletailServing
import NeedletailStore
import TestSupport
import Testing

/// An answer asked for after an acknowledgement reflects it.
@Suite struct FreshnessTests {
  @Test("what was acknowledged is seen by the next request, among many writers and readers")
  func interleavings() async throws {
    let store = try Population.store(users: 40, items: 200, events: 300)
    let model = try Population.model("ease(l2=10)", of: store)
    let engine = try Engine(store: store, model: (model, "1"), settings: EngineSettings())
    let checked = Count()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for task in 0..<32 {
        group.addTask {
          var random = RandomStream(seed: 7, stream: UInt64(task))
          var seen = Set<String>()
          for turn in 0..<100 {
            let item = turn % 7 == 6 ? "new \(task) \(turn)" : "\(random.index(below: 200))"
            let user = "writer \(task)"
            let receipt = try await engine.write(
              .addEvent(NewEvent(user: user, item: item, kind: "view", time: Population.start)))
            seen.insert(item)
            let answer = try await engine.recommend(
              RecommendationRequest(user: user) {
                $0.count = 300
                $0.sequence = receipt.sequence
              })
            #expect(answer.sequence >= receipt.sequence)
            #expect(seen.isDisjoint(with: answer.items.map(\.id)))
            #expect(answer.items.count >= 200 - seen.count)
            checked.add()
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(checked.value == 3_200)
    #expect(engine.status.sequence == store.lastSequence)
    try await engine.close()
  }

  @Test("sequences ascend with each writer, and a sequence that is not there yet is refused")
  func sequences() async throws {
    let engine = try Engine(store: MemoryStore(), model: nil, settings: EngineSettings())
    try await withThrowingTaskGroup(of: [Int64].self) { group in
      for task in 0..<20 {
        group.addTask {
          var sequences: [Int64] = []
          for number in 0..<50 {
            let event = NewEvent(user: "u\(task)", item: "\(number)", kind: "view", time: 0)
            sequences.append(try await engine.write(.addEvent(event)).sequence)
          }
          return sequences
        }
      }
      var all: [Int64] = []
      for try await sequences in group {
        #expect(sequences == sequences.sorted())
        all += sequences
      }
      #expect(all.sorted() == Array(1...1_000))
    }
    let error = await #expect(throws: ServingError.self) {
      try await engine.recommend(RecommendationRequest(user: "u1") { $0.sequence = 1_001 })
    }
    #expect(error?.code == .unavailable)
    #expect(error?.part == "sequence")
    try await engine.close()
  }

  @Test("duplicates count once, and a bad change does not touch its group")
  func groups() async throws {
    let engine = try Engine(store: MemoryStore(), model: nil, settings: EngineSettings())
    let event = NewEvent(user: "bob", item: "a", kind: "view", time: 0, eventID: "e1")
    let bad = NewEvent(user: "", item: "a", kind: "view", time: 0)
    let results = try await engine.write([.addEvent(event), .addEvent(bad), .addEvent(event)])
    #expect(try results[0].get().sequence == 1)
    #expect(try results[2].get().sequence == 1)
    #expect(try results[2].get().isDuplicate)
    #expect(throws: ChangeError.self) { try results[1].get() }
    #expect(engine.status.events == 1)
    #expect(engine.status.users == 1)
    #expect(try await engine.write([]).isEmpty)
    try await engine.close()
  }

  @Test("an event of the future is seen when it is due")
  func future() async throws {
    let engine = try Engine(store: MemoryStore(), model: nil, settings: EngineSettings())
    for item in ["a", "b"] {
      try await engine.write(.addEvent(NewEvent(user: "x", item: item, kind: "view", time: 0)))
    }
    let due: Int64 = 4_000_000_000_000
    try await engine.write(.addEvent(NewEvent(user: "bob", item: "a", kind: "view", time: due)))
    #expect(Set(try await engine.ids(for: "bob")) == ["a", "b"])
    let later = try await engine.recommend(RecommendationRequest(user: "bob") { $0.time = due })
    #expect(later.items.map(\.id) == ["b"])
    try await engine.close()
  }
}
