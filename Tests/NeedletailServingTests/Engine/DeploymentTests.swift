import NeedletailCore
import NeedletailData
import NeedletailMath
import NeedletailServing
import NeedletailStore
import Testing

@Suite struct DeploymentTests {
  @Test("200 swaps under load: no request fails, each answer is of one version, nothing written is lost")
  func swaps() async throws {
    let store = try Population.store(users: 60, items: 80, events: 900)
    let models = try ["ease(l2=10)", "itemknn(neighbours=10)", "popularity"].map {
      try Population.model($0, of: store)
    }
    let engine = try Engine(store: store, model: nil, settings: EngineSettings())
    let lists = try models.map { model in
      try (0..<60).map { user in
        try model.query(user: "u\(user)").map {
          try model.list(for: $0, ListRules(count: 10)).map { model.items.id(Int($0.item)) }
        } ?? []
      }
    }
    let isDone = Count()
    try await withThrowingTaskGroup(of: Int.self) { group in
      for task in 0..<8 {
        group.addTask {
          var answers = 0
          while isDone.value == 0 {
            let user = (answers + task * 7) % 60
            let answer = try await engine.recommend(RecommendationRequest(user: "u\(user)"))
            if let version = answer.model.flatMap({ Int($0) }) {
              #expect(answer.items.map(\.id) == lists[version % 3][user])
            }
            answers += 1
          }
          return answers
        }
      }
      group.addTask {
        for turn in 0..<150 {
          let user = "newcomer \(turn % 5)"
          let item = turn % 3 == 0 ? "new \(turn)" : "\(turn % 80)"
          try await engine.write(.addEvent(NewEvent(user: user, item: item, kind: "view", time: 0)))
          let answer = try await engine.recommend(RecommendationRequest(user: user) { $0.count = 500 })
          #expect(!answer.items.contains { $0.id == item })
        }
        return 0
      }
      for version in 0..<200 {
        try engine.deploy(models[version % 3], version: "\(version)")
        if version % 20 == 0 { try await Task.sleep(for: .milliseconds(2)) }
      }
      isDone.add()
      let answers = try await group.reduce(0, +)
      #expect(answers > 0)
    }
    #expect(engine.status.model == "199")
    #expect(engine.status.specification == models[199 % 3].specification.description)
    try await engine.close()
  }

  @Test("before the first model popular items answer")
  func standIn() async throws {
    let store = try Population.store(users: 30, items: 20, events: 0)
    let engine = try Engine(store: store, model: nil, settings: EngineSettings())
    for (item, users) in [("3", 5), ("7", 4), ("9", 3)] {
      for user in 0..<users {
        try await engine.write(.addEvent(NewEvent(user: "v\(user)", item: item, kind: "view", time: 0)))
      }
    }
    let answer = try await engine.recommend(RecommendationRequest { $0.count = 3 })
    #expect(answer.items.map(\.id) == ["3", "7", "9"])
    #expect(answer.model == nil)
    #expect(engine.status.model == nil)
    let rest = try await engine.ids(for: "v0", count: 20)
    #expect(rest.count == 17 && Set(rest).isDisjoint(with: ["3", "7", "9"]))
    try await engine.close()
  }
}
