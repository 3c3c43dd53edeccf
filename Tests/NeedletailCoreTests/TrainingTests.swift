import NeedletailCore
import NeedletailData
import NeedletailMath
import Synchronization
import TestSupport
import Testing

@Suite("Training")
struct TrainingTests {
  private let data = TrainingData(log: GeneratedLog.log(users: 9, items: 5, events: 30))
  private let toy = ToyAlgorithm(ToyAlgorithm.descriptor.defaults)

  @Test("refuses with the figure and the formula when memory is short")
  func refusal() throws {
    let error = #expect(throws: TrainingError.self) {
      try toy.train(data, options: TrainingOptions(memoryLimit: 4999))
    }
    let message = try #require(error?.message)
    #expect(message.contains("toy needs 5.0 kB for 9 users, 5 items"))
    #expect(message.contains("the limit is 5.0 kB: weights 5.0 kB. Formula: 1000·n bytes"))
    #expect(throws: Never.self) { try toy.train(data, options: TrainingOptions(memoryLimit: 5000)) }
  }

  @Test("fits within what the machine has")
  func machine() throws { #expect(try toy.train(data).itemCount == 5) }

  @Test("without a limit, what the machine has is the limit")
  func beyondTheMachine() throws {
    let toy = try ModelSpecification(parsing: "toy(dimension=100)", registry: .toys).algorithm
    let error = #expect(throws: TrainingError.self) { try toy.train(data) }
    #expect(error?.message.contains("toy needs 5629.5 TB") == true)
    #expect(error?.message.contains("the machine has available") == true)
  }

  @Test("long work says so first")
  func notice() throws {
    let said = Mutex<[String]>([])
    let options = TrainingOptions(
      pool: WorkerPool(threads: 1), notice: { text in said.withLock { $0.append(text) } })
    _ = try toy.train(data, options: options)
    #expect(said.withLock { $0 }.isEmpty)
    let long = try ModelSpecification(parsing: "toy(dimension=99)", registry: .toys).algorithm
    _ = try long.train(data, options: options)
    #expect(said.withLock { $0 } == ["toy on 5 items will take about 20 minutes with 1 threads"])
  }

  @Test("a cancelled run does not start")
  func cancelled() {
    let cancellation = Cancellation()
    cancellation.cancel()
    #expect(throws: CancelledError.self) {
      try toy.train(data, options: TrainingOptions(cancellation: cancellation))
    }
  }

  @Test("the fingerprint depends on every column and on nothing else")
  func fingerprint() {
    let log = GeneratedLog.log(users: 9, items: 5, events: 30)
    #expect(TrainingData(log: log).fingerprint == data.fingerprint)
    #expect(data.fingerprint.count == 64)
    var other = log
    other.times = nil
    #expect(TrainingData(log: other).fingerprint != data.fingerprint)
    #expect(TrainingData(log: log, weighting: .value).fingerprint != data.fingerprint)
    let permuted = log.selecting(Array((0..<30).reversed()))
    #expect(TrainingData(log: permuted).fingerprint != data.fingerprint)
    func table(_ column: FeatureTable.Column) -> FeatureTable {
      FeatureTable(count: log.items.count, columns: [("genre", column)])
    }
    let rows = SharedBuffer([Int32](repeating: 0, count: log.items.count))
    let columns: [FeatureTable.Column] = [
      .categorical(names: ["a b"], rows: rows), .categorical(names: ["a", "b"], rows: rows),
      .numeric(SharedBuffer([Float](repeating: 1, count: log.items.count))),
      .text([String](repeating: "a", count: log.items.count)),
    ]
    let fingerprints = columns.flatMap {
      [
        TrainingData(log: log, itemFeatures: table($0)).fingerprint,
        TrainingData(log: log, userFeatures: table($0)).fingerprint,
      ]
    }
    #expect(Set(fingerprints + [data.fingerprint]).count == 9)
  }
}
