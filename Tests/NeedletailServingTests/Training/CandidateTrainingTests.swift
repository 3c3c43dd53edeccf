import NeedletailCore
import NeedletailData
import NeedletailModels
import NeedletailRetrieval
import NeedletailServing
import NeedletailStore
import TestSupport
import Testing

@Suite struct CandidateTrainingTests {
  static let now = Population.start + 100_000_000_000

  static func settings(_ specification: String) -> TrainingSettings {
    var settings = TrainingSettings()
    settings.specification = specification
    settings.gate.users = 20
    settings.window = 36_000
    return settings
  }

  static func run(
    _ store: any Store, _ settings: TrainingSettings, deployed: CandidateTraining.Request.Deployed? = nil,
    to output: String
  ) throws -> TrainingVerdict {
    let request = CandidateTraining.Request(data: "", settings: settings, deployed: deployed, output: output)
    return try CandidateTraining(request, algorithms: .standard).run(now: now) { try store.dataSet() }
  }

  @Test("the first candidate is measured on what it has not seen, and fitted on everything")
  func first() throws {
    let folder = TemporaryFolder()
    let store = try Population.store(users: 80, items: 60, events: 4000)
    let verdict = try Self.run(store, Self.settings("itemknn"), to: folder.path("model"))
    #expect(verdict.decision.isPassed, "\(verdict.decision.reasons)")
    #expect(verdict.sequence == store.lastSequence)
    let model = try Model.open(folder.path("model"))
    let data = try store.dataSet().data
    #expect(model.histories == TrainingData(log: data.log).matrix)
    #expect(verdict.findings.value > 0 && verdict.findings.value < 1)
    #expect(
      try Self.run(store, Self.settings("itemknn"), to: folder.path("again")).findings == verdict.findings)
  }

  @Test("a worse candidate is refused and writes nothing; an equal one of the same recipe passes")
  func comparison() throws {
    let folder = TemporaryFolder()
    let store = try Population.store(users: 80, items: 60, events: 4000)
    try Population.model("itemknn", of: store).save(to: folder.path("deployed"))
    // When it has learnt is unknown, so its recipe stands for it.
    let deployed = CandidateTraining.Request.Deployed(version: "v000001", folder: folder.path("deployed"))
    let worse = try Self.run(store, Self.settings("random"), deployed: deployed, to: folder.path("worse"))
    #expect(!worse.decision.isPassed && worse.model == nil)
    #expect(throws: (any Error).self) { try Model.open(folder.path("worse")) }
    let equal = try Self.run(store, Self.settings("itemknn"), deployed: deployed, to: folder.path("equal"))
    #expect(equal.decision.isPassed, "\(equal.decision.reasons)")
    #expect(equal.findings.deployed?.difference == 0)
  }

  @Test("a deployed model that has not seen the window is judged itself, over a catalogue that has grown")
  func older() throws {
    let folder = TemporaryFolder()
    let old = try Population.store(users: 60, items: 40, events: 2000)
    try Population.model("itemknn", of: old).save(to: folder.path("deployed"))
    let store = try Population.store(users: 60, items: 40, events: 2000)
    _ = try store.commit(
      Population.events(users: 80, items: 60, count: 1500, seed: 9).map {
        var event = $0
        event.time += 2000 * 60_000
        return .addEvent(event)
      }, now: Self.now)
    let deployed = CandidateTraining.Request.Deployed(
      version: "v000001", folder: folder.path("deployed"), latestTime: Population.start + 2000 * 60_000)
    let verdict = try Self.run(store, Self.settings("itemknn"), deployed: deployed, to: folder.path("model"))
    #expect(verdict.notes.isEmpty)
    let other = try #require(verdict.findings.deployed)
    #expect(other.value > 0 && other.overlap > 0 && other.overlap < 1 && other.overlapUsers > 20)
  }

  @Test("data without events, and a window of nobody, are errors that say so")
  func nothing() throws {
    let folder = TemporaryFolder()
    let empty = try Population.store(users: 5, items: 5, events: 0)
    #expect(throws: (any Error).self) {
      try Self.run(empty, Self.settings("popularity"), to: folder.path("m"))
    }
    let one = try Population.store(users: 5, items: 5, events: 1)
    #expect(throws: (any Error).self) { try Self.run(one, Self.settings("popularity"), to: folder.path("m")) }
  }
}
