import Glibc
import NeedletailConfiguration
import NeedletailCore
import NeedletailModels
import NeedletailRetrieval
import NeedletailServing
import NeedletailStore
import TestSupport
import Testing

@Suite struct ModelKeeperTests {
  /// A keeper whose trainings are done by a shell.
  static func keeper(
    _ folder: TemporaryFolder, script: String, limit: Double = 30, store: (any Store)? = nil
  ) throws -> (keeper: ModelKeeper, engine: Engine) {
    var settings = TrainingSettings()
    settings.specification = "popularity"
    settings.limit = limit
    var program = ModelKeeper.Program()
    program.executable = "/bin/sh"
    program.arguments = ["-c", script]
    let store = try store ?? Population.store(users: 30, items: 20, events: 500)
    let engine = try Engine(store: store, model: nil, settings: EngineSettings())
    let registry = try ModelRegistry(directory: folder.path("models"))
    return (
      ModelKeeper(
        registry: registry, engine: engine, data: folder.path, settings: settings, program: program), engine
    )
  }

  @Test(
    "whatever becomes of the child is written down, and the server goes on",
    arguments: [
      ("exit 3", "status 3"), ("kill -9 $$", "signal 9"), ("exit 0", "without a verdict"),
      ("echo nonsense; echo sorry >&2; exit 65", "sorry"),
      ("echo '{\"failure\":\"disk full\"}'; exit 65", "disk full"),
      ("exec /bin/no-such-program", "status 127"), ("head -c 3000000 /dev/zero; sleep 60", "bytes"),
    ])
  func failures(_ script: String, _ words: String) async throws {
    let folder = TemporaryFolder()
    let (keeper, engine) = try Self.keeper(folder, script: script)
    let attempt = try await keeper.trainAndWait()
    #expect(attempt.outcome == .failed)
    #expect(attempt.reasons.joined().contains(words), "\(attempt.reasons)")
    #expect(keeper.attempts().map(\.outcome) == [.failed])
    #expect(keeper.status.lastAttempt?.outcome == .failed && keeper.status.training == nil)
    _ = try await engine.recommend(RecommendationRequest(user: "u1"))
    // And the next one is tried.
    #expect(try await keeper.trainAndWait().outcome == .failed)
    await keeper.stop()
    try await engine.close()
  }

  @Test("a training that takes too long, and one that is cancelled, end soon")
  func stopping() async throws {
    let folder = TemporaryFolder()
    let (slow, engine) = try Self.keeper(folder, script: "sleep 60", limit: 0.2)
    #expect(try await slow.trainAndWait().reasons[0].contains("had not ended"))
    await slow.stop()
    try await engine.close()
    let other = TemporaryFolder()
    let (keeper, second) = try Self.keeper(other, script: "sleep 60")
    try keeper.train()
    #expect(throws: ServingError.self) { try keeper.train() }
    #expect(keeper.status.training != nil)
    keeper.cancelTraining()
    await keeper.stop()
    #expect(keeper.attempts().map(\.outcome) == [.cancelled])
    #expect(throws: ServingError.self) { try keeper.train() }
    try await second.close()
  }

  @Test("versions are added, deployed and rolled back while the engine answers")
  func deploying() async throws {
    let folder = TemporaryFolder()
    let store = try Population.store(users: 30, items: 20, events: 500)
    let (keeper, engine) = try Self.keeper(folder, script: "exit 1", store: store)
    for (name, specification) in [("a", "popularity"), ("b", "itemknn"), ("c", "ease")] {
      try Population.model(specification, of: store).save(to: folder.path(name))
      _ = try await keeper.add(from: folder.path(name), deploying: true)
    }
    #expect(engine.status.model == "v000003" && keeper.status.previous?.number == 2)
    #expect(try await keeper.rollBack().version.number == 2)
    #expect(try await keeper.rollBack().version.number == 1)
    #expect(engine.status.model == "v000001")
    await #expect(throws: ServingError.self) { try await keeper.rollBack() }
    #expect(try await keeper.deploy("3").version.number == 3)
    #expect(engine.status.model == "v000003")
    await #expect(throws: ServingError.self) { try await keeper.deploy("9") }
    await #expect(throws: ServingError.self) { try await keeper.deploy("../v1") }
    await keeper.stop()
    try await engine.close()
  }

  /// The tool beside the tests, when it was built.
  static let tool: String? = {
    var buffer = [CChar](repeating: 0, count: 4096)
    guard readlink("/proc/self/exe", &buffer, buffer.count - 1) > 0 else { return nil }
    let here = buffer.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
    let folders = [here.split(separator: "/").dropLast().map { "/" + $0 }.joined(), ".build/release"]
    return folders.map { $0 + "/needletail" }.first { access($0, X_OK) == 0 }
  }()

  @Test("a real child trains from the store of a running server, deploys, and then finds nothing new")
  func realChild() async throws {
    guard let tool = Self.tool else { return }
    let folder = TemporaryFolder()
    let store = try SQLiteStore.open(directory: folder.path("data"))
    _ = try store.commit(
      Population.events(users: 80, items: 60, count: 4000).map { .addEvent($0) }, now: Population.start)
    let engine = try Engine(store: store, model: nil, settings: EngineSettings())
    var settings = TrainingSettings()
    settings.specification = "itemknn"
    settings.gate.users = 20
    settings.every = 3600
    var program = ModelKeeper.Program()
    program.executable = tool
    let registry = try ModelRegistry(directory: folder.path("data/models"))
    let keeper = ModelKeeper(
      registry: registry, engine: engine, data: folder.path("data"), settings: settings, program: program)
    // There are enough changes for a first model: nobody has to ask.
    keeper.start()
    for _ in 0..<1200 where engine.status.model == nil { try await Task.sleep(for: .milliseconds(100)) }
    #expect(engine.status.model == "v000001", "\(keeper.attempts())")
    #expect(try await engine.recommend(RecommendationRequest(user: "u1")).model == "v000001")
    for _ in 0..<1500 where keeper.status.training != nil { try await Task.sleep(for: .milliseconds(20)) }
    #expect(keeper.status.lastAttempt?.trigger == .noModel)
    #expect(registry.record(of: ModelVersion(number: 1))?.sequence == store.lastSequence)
    await keeper.stop()
    try await engine.close()
  }
}

@Suite struct TrainingSettingsTests {
  static func settings(_ yaml: String) throws -> TrainingSettings {
    var root = try ConfigurationSection(parsing: yaml, file: "n.yaml")
    let settings = try TrainingSettings(reading: root.section("train"))
    try root.finish()
    return settings
  }

  @Test("all keys are read")
  func reading() throws {
    let settings = try Self.settings(
      """
      train:
        model: ials(dimension=16)
        weight: value
        every: 6h
        changes: 5000
        window: 2d
        keep: 3
        threads: 2
        memory: 1GB
        limit: 1h
        gate: {metric: recall@10, tolerance: 0.1, coverage: 0.2, coverageLoss: 0.3, overlapLeast: 0.1, overlapMost: 0.9, users: 7, confidence: 0.9}
      """)
    #expect(settings.every == 21_600 && settings.changes == 5000 && settings.window == 172_800)
    #expect(settings.kept == 3 && settings.memory == 1_000_000_000 && settings.gate.users == 7)
    #expect(try Self.settings("train: {}") == TrainingSettings())
  }

  @Test(
    "what is wrong is refused with its line",
    arguments: [
      "train:\n  model: eese", "train:\n  weight: heavy", "train:\n  every: 1s", "train:\n  modle: ease",
      "train:\n  gate: {metric: rmse}", "train:\n  gate: {metric: coverage@20}",
      "train:\n  gate: {overlapLeast: 0.5, overlapMost: 0.4}",
    ])
  func faults(_ yaml: String) throws {
    let error = #expect(throws: ConfigurationError.self) { try Self.settings(yaml) }
    #expect(error?.line == 2)
  }
}
