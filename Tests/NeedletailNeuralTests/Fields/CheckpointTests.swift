import Foundation
import NeedletailCore
import NeedletailData
import NeedletailMath
import NeedletailNeural
import NeedletailTensor
import Synchronization
import TestSupport
import Testing

@Suite("Checkpoints of click-through models", .needsTorch)
struct CheckpointTests {
  private static let forms = [
    "logistic(epochs=4,batchSize=64,crosses=who*day,crossBits=8,l1=0.1)",
    "fm(epochs=4,batchSize=64,learningRate=0.02,plateau=0.5)",
    "deepfm(epochs=4,batchSize=64,hidden=8,dropout=0.3,batchNorm=true)",
    "wide-deep(epochs=4,batchSize=64,hidden=8,crosses=all,crossBits=8,optimizer=adagrad)",
    "fifa(epochs=4,batchSize=64,dropout=0.2)",
  ]

  private func fit(
    _ text: String, _ data: TrainingData, in folder: String? = nil, seed: UInt64 = 3,
    stopping: EarlyStopping? = nil, cancelledAfter epochs: Int? = nil
  ) throws -> any Recommender {
    let cancellation = Cancellation()
    var options = TrainingOptions(
      seed: seed, pool: WorkerPool(threads: 1), cancellation: cancellation, stopping: stopping,
      checkpoints: folder)
    // Told before an epoch how many are done: that epoch is still run, until its first batch.
    options.progress = { if $0.stage == "epoch", $0.completed == epochs { cancellation.cancel() } }
    return try FieldFixture.algorithm(text).train(data, options: options)
  }

  private func odds(_ model: any Recommender, _ data: TrainingData) throws -> [Float] {
    try (model as! any ProbabilityPredictor).logOdds(of: data.examples!.table)
  }

  @Test("one go and an interruption after any epoch give the same bits", arguments: forms, [1, 2, 3])
  func resumes(_ text: String, _ epochs: Int) throws {
    let data = try FieldFixture.data(300)
    let whole = try odds(fit(text, data), data)
    let folder = TemporaryFolder()
    #expect(throws: CancelledError.self) {
      try fit(text, data, in: folder.path("c"), cancelledAfter: epochs)
    }
    #expect(try odds(fit(text, data, in: folder.path("c")), data) == whole)
    // A finished training is not trained again, and goes on for more epochs.
    #expect(try odds(fit(text, data, in: folder.path("c"), cancelledAfter: 0), data) == whole)
    let more = text.replacing("epochs=4", with: "epochs=5")
    #expect(try odds(fit(more, data, in: folder.path("c")), data) == odds(fit(more, data), data))
  }

  @Test("several classes, and users with items", arguments: [false, true])
  func others(_ isLog: Bool) throws {
    let log = TrainingData(log: GeneratedLog.log(users: 40, items: 30, events: 500))
    let data = isLog ? log : try ClassFixture.data(200)
    let forms =
      isLog
      ? [
        "gmf(epochs=4,batchSize=128)", "mlp(epochs=4,batchSize=128)",
        "neumf(epochs=4,pretrainEpochs=2,batchSize=128)",
      ] : ["fifa(epochs=4,batchSize=64)"]
    func numbers(_ model: any Recommender) throws -> [Float] {
      if let classes = model as? any ClassPredictor {
        return try classes.classLogits(of: data.examples!.table).elements.array
      }
      var scores = Matrix(rows: 1, columns: 30)
      let own = data.matrix.entries(ofRow: 3)
      let query = Query(
        user: UserRow(3), profile: Profile(items: own.map { Int32($0.column) }, weights: own.map(\.value)))
      try model.score([query], candidates: .all, into: &scores)
      return scores.elements.array
    }
    for text in forms {
      let whole = try numbers(fit(text, data))
      let folder = TemporaryFolder()
      #expect(throws: CancelledError.self) { try fit(text, data, in: folder.path("c"), cancelledAfter: 2) }
      #expect(try numbers(fit(text, data, in: folder.path("c"))) == whole, "\(text)")
    }
  }

  /// The epochs of the models that were measured.
  private final class Seen: Sendable {
    private let list = Mutex<[Int]>([])
    var epochs: [Int] { list.withLock { $0 } }
    func add(_ epochs: Int) { list.withLock { $0.append(epochs) } }
  }

  /// Stops by figures that are best after the third epoch; ends the process's work at a measurement.
  private func stopping(_ seen: Seen, interruptedAt: Int? = nil) -> EarlyStopping {
    EarlyStopping(metric: "figure", patience: 2) { model in
      let epochs = model.algorithm.hyperparameters.integer("epochs")
      if epochs == interruptedAt { throw CancelledError() }
      seen.add(epochs)
      return [1, 2, 5, 4, 3, 9, 9, 9][epochs - 1]
    }
  }

  @Test("early stopping stops where it would have, with the same best model", arguments: 1...5)
  func stops(_ epochs: Int) throws {
    let text = "deepfm(epochs=8,batchSize=64,hidden=8,dropout=0.3)"
    let data = try FieldFixture.data(200)
    let seen = Seen()
    let whole = try fit(text, data, stopping: stopping(seen))
    #expect(whole.algorithm.hyperparameters.integer("epochs") == 3)
    #expect(seen.epochs == [1, 2, 3, 4, 5])
    for isMeasuring in [true, false] {
      let folder = TemporaryFolder()
      let again = Seen()
      #expect(throws: CancelledError.self) {
        try fit(
          text, data, in: folder.path("c"),
          stopping: stopping(again, interruptedAt: isMeasuring ? epochs : nil),
          cancelledAfter: isMeasuring ? nil : epochs - 1)
      }
      let resumed = try fit(text, data, in: folder.path("c"), stopping: stopping(again))
      #expect(try odds(resumed, data) == odds(whole, data))
      #expect(resumed.algorithm.hyperparameters.integer("epochs") == 3)
      #expect(again.epochs == [1, 2, 3, 4, 5])
      // A training that was stopped stays so.
      let finished = try fit(text, data, in: folder.path("c"), stopping: stopping(again))
      #expect(try odds(finished, data) == odds(whole, data) && again.epochs.count == 5)
    }
  }

  @Test("a checkpoint of another training is an error that says what differs")
  func strangers() throws {
    let data = try FieldFixture.data(200)
    let folder = TemporaryFolder()
    _ = try fit("fm(epochs=1)", data, in: folder.path("c"))
    for (text, other, seed) in [
      ("fm(epochs=2,dimension=8)", data, 3), ("fm(epochs=2)", try FieldFixture.data(201), 3),
      ("fm(epochs=2)", data, 4),
    ] as [(String, TrainingData, UInt64)] {
      let error = #expect(throws: ModelFileError.self) {
        try fit(text, other, in: folder.path("c"), seed: seed)
      }
      #expect(error?.part == "key run" && error?.message.contains("another folder") == true)
    }
    // Another model has a place of its own.
    _ = try fit("logistic(epochs=1)", data, in: folder.path("c"))
  }

  @Test("what early stopping had come to is checked when it is read")
  func damage() throws {
    let data = try FieldFixture.data(100)
    let folder = TemporaryFolder()
    let seen = Seen()
    _ = try fit("fm(epochs=2)", data, in: folder.path("c"), stopping: stopping(seen))
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path("c")).sorted()
    #expect(files == ["fm.stopped", "fm.stopped.best", "fm.stopped.stopping.json"])
    try Data("{}".utf8).write(to: URL(filePath: folder.path("c/fm.stopped.stopping.json")))
    #expect(throws: ModelFileError.self) {
      try fit("fm(epochs=3)", data, in: folder.path("c"), stopping: stopping(seen))
    }
  }
}
