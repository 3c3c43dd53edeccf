import Glibc
import NeedletailCore
import NeedletailData
import NeedletailMath
import NeedletailModels
import NeedletailServing
import NeedletailStore
import TestSupport
import Testing

/// Speed and memory with 100,000 items, 64 dimensions, 200,000 users and 4 million events.
///
/// It takes minutes of both processors, so it runs only when `NEEDLETAIL_MEASURE` is set in the environment.
@Suite(.enabled(if: getenv("NEEDLETAIL_MEASURE") != nil), .serialized) struct LoadMeasurement {
  @Test("requests a second from 64 tasks", .timeLimit(.minutes(5)))
  func load() async throws {
    let (users, items, events) = (200_000, 100_000, 4_000_000)
    let store = GeneratedStore(users: users, items: items, events: events)
    let model = try model(of: store, users: users, items: items)
    print("before the engine: \(Self.residentMegabytes()) MB")
    var start = ContinuousClock.now
    let engine = try Engine(store: store, model: (model, "1"), settings: EngineSettings())
    print("engine ready after \(ContinuousClock.now - start), \(Self.residentMegabytes()) MB")
    for (name, prefix) in [("stored rows", ""), ("folded in", "new ")] {
      if !prefix.isEmpty { try engine.deploy(strangers(model), version: "2") }
      for tasks in [1, 64] {
        let requests = tasks == 1 ? 2_000 : 30_000
        start = .now
        let waits = try await withThrowingTaskGroup(of: [Duration].self) { group in
          for task in 0..<tasks {
            group.addTask {
              var random = RandomStream(seed: 3, stream: UInt64(task))
              var waits: [Duration] = []
              for _ in 0..<requests / tasks {
                let asked = ContinuousClock.now
                let user = "\(random.index(below: users))"
                let answer = try await engine.recommend(RecommendationRequest(user: user))
                #expect(answer.items.count == 10)
                waits.append(ContinuousClock.now - asked)
              }
              return waits
            }
          }
          return try await group.reduce(into: [], +=).sorted()
        }
        let seconds =
          Double((ContinuousClock.now - start).components.attoseconds) / 1e18
          + Double((ContinuousClock.now - start).components.seconds)
        print(
          "\(name), \(tasks) tasks: \(Int(Double(waits.count) / seconds)) requests/s, median "
            + "\(waits[waits.count / 2]), p99 \(waits[waits.count * 99 / 100]), \(Self.residentMegabytes()) MB"
        )
      }
    }
    try await engine.close()
  }

  /// A model with random factors whose users' rows are those of the store's histories.
  private func model(of store: GeneratedStore, users: Int, items: Int) throws -> Model {
    let data = TrainingData(log: store.log())
    let fingerprints = (0..<users).map {
      Int64(bitPattern: data.matrix.profile(ofRow: $0).fingerprint)
    }
    return try model(fingerprints, data)
  }

  /// The same model with other histories: everybody is folded in.
  private func strangers(_ model: Model) throws -> Model {
    let log = InteractionLog(
      users: model.users, items: model.items, userRows: SharedBuffer([]), itemRows: SharedBuffer([]))
    return try self.model([Int64](repeating: 0, count: model.users.count), TrainingData(log: log))
  }

  private func model(_ fingerprints: [Int64], _ data: TrainingData) throws -> Model {
    let (users, items) = (data.log.users.count, data.log.items.count)
    var writer = ModelWriter()
    writer.add("users", Matrix.uniform(rows: users, columns: 64, seed: 1))
    writer.add("items", Matrix.uniform(rows: items, columns: 64, seed: 2))
    writer.add("spectrum", .floats(SharedBuffer(repeating: 1_000, count: 64), shape: [64]))
    writer.add("fingerprints", .longs(SharedBuffer(fingerprints)))
    let ials = IALS(dimension: 64)
    let recommender = try IALS.open(
      MemoryModelFile(writer, userCount: users, itemCount: items), hyperparameters: ials.hyperparameters)
    let metadata = ModelMetadata(createdBy: "test", dataFingerprint: "", seed: 1)
    return Model(recommender: recommender, data: data, metadata: metadata)
  }

  /// The memory of this process that is in use, in megabytes.
  private static func residentMegabytes() -> Int {
    guard let file = fopen("/proc/self/statm", "r") else { return 0 }
    defer { fclose(file) }
    var text = [CChar](repeating: 0, count: 128)
    guard fgets(&text, 128, file) != nil else { return 0 }
    let numbers = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return (numbers.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * 4_096 / 1_000_000
  }
}
