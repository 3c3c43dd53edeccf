import Foundation
import NeedletailCore
import NeedletailMath
import NeedletailTensor
import Synchronization
import Testing

@Suite("Training of a network", .needsTorch)
struct NeuralTrainerTests {
  static let settings = TrainingSettings(
    rule: AdamW(learningRate: 0.02), schedule: .warmUp(steps: 5, then: .cosine(steps: 30, floor: 0.1)),
    plateau: PlateauSchedule(decay: 0.5, patience: 0), clipping: .norm(1))

  private func fit(
    epochs: Int, _ options: TrainingOptions = TrainingOptions(seed: 3), _ plan: CheckpointPlan? = nil
  )
    throws -> ToyModel
  {
    let trainer = try NeuralTrainer(settings: Self.settings, options: options, checkpoints: plan) {
      ToyTask()
    }
    return try trainer.train(epochs: epochs, options: options) as! ToyModel
  }

  /// Runs a body with a folder of its own.
  private func inFolder(_ body: (CheckpointPlan) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "needletail-\(UUID())").path()
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(CheckpointPlan(path: "\(folder)/checkpoint", run: "toy on toys"))
  }

  @Test("repeats for a seed and differs for another")
  func repeats() throws {
    let first = try fit(epochs: 3)
    #expect(first.values == (try fit(epochs: 3)).values)
    #expect(first.values != (try fit(epochs: 3, TrainingOptions(seed: 4))).values)
  }

  @Test("learns, and says the loss and the rate")
  func progress() throws {
    let notes = Mutex<[String]>([])
    let options = TrainingOptions(
      seed: 3, progress: { progress in notes.withLock { $0.append(progress.note) } })
    _ = try fit(epochs: 8, options)
    let losses = notes.withLock { $0 }.filter { !$0.isEmpty }.map {
      Double($0.split(separator: ",")[0].split(separator: " ")[1])!
    }
    #expect(notes.withLock { $0.last!.hasSuffix(" examples/s") })
    #expect(losses.last! < losses.first! / 2)
  }

  @Test("goes on from a checkpoint to the same bits, wherever it was stopped", arguments: [1, 4, 6, 9, 13])
  func resumes(steps: Int) throws {
    let whole = try fit(epochs: 4)
    try inFolder { plan in
      let stop = Cancellation()
      let count = Atomic(0)
      // The run is asked to stop from within: the toy counts its own losses.
      let trainer = try NeuralTrainer(
        settings: Self.settings, options: TrainingOptions(seed: 3, cancellation: stop), checkpoints: plan
      ) {
        StoppingTask { if count.add(1, ordering: .relaxed).newValue == steps { stop.cancel() } }
      }
      #expect(throws: CancelledError.self) {
        _ = try trainer.train(epochs: 4, options: TrainingOptions(seed: 3))
      }
      #expect(count.load(ordering: .relaxed) == steps)
      // Other random numbers are drawn between the two halves.
      try onTensorThread {
        TensorRuntime.seed(99)
        _ = try Tensor.ones([5]).dropout(0.5, isTraining: true).sum().value()
      }
      let resumed = try fit(epochs: 4, TrainingOptions(seed: 3), plan)
      #expect(resumed.values == whole.values)
    }
  }

  @Test("a finished training is not trained again")
  func finished() throws {
    try inFolder { plan in
      let first = try fit(epochs: 2, TrainingOptions(seed: 3), plan)
      #expect(try fit(epochs: 2, TrainingOptions(seed: 3), plan).values == first.values)
      #expect(try fit(epochs: 3, TrainingOptions(seed: 3), plan).values == (try fit(epochs: 3)).values)
    }
  }

  @Test("a checkpoint of another run, or a damaged one, is refused")
  func refusals() throws {
    try inFolder { plan in
      _ = try fit(epochs: 1, TrainingOptions(seed: 3), plan)
      var other = plan
      other.run = "another"
      let stranger = #expect(throws: ModelFileError.self) {
        try fit(epochs: 2, TrainingOptions(seed: 3), other)
      }
      #expect(stranger?.part == "key run")
      let file = "\(plan.path)/tensors.safetensors"
      var bytes = try Data(contentsOf: URL(filePath: file))
      bytes[bytes.count - 1] ^= 1
      try bytes.write(to: URL(filePath: file))
      let damaged = #expect(throws: ModelFileError.self) {
        try fit(epochs: 2, TrainingOptions(seed: 3), plan)
      }
      #expect(damaged?.message.contains("checksum") ?? false)
    }
  }

  @Test("is measured between epochs by any threads, and stops early")
  func stopping() throws {
    let pool = WorkerPool(threads: 2)
    let stopping = EarlyStopping(metric: "figure", patience: 1) { model in
      // As a neural recommender does when it scores: many threads ask for tensor work.
      try pool.forEach(count: 4, cancellation: nil) { _ in _ = try TensorThread.run { Tensor.ones([2]).count }
      }
      return [1, 3, 2, 1, 9][(model as! ToyModel).epochs - 1]
    }
    let model = try fit(epochs: 5, TrainingOptions(seed: 3, pool: pool, stopping: stopping))
    #expect(model.epochs == 2)
    #expect(model.values == (try fit(epochs: 2)).values)
  }

  @Test("a loss that fails for memory ends the training with that")
  func failure() throws {
    let trainer = try NeuralTrainer(settings: Self.settings, options: TrainingOptions()) {
      StoppingTask { _ = Tensor.zeros([1 << 46]) }
    }
    let error = #expect(throws: TensorError.self) { try trainer.train(epochs: 1, options: TrainingOptions()) }
    #expect(error?.kind == .memory)
  }
}

/// The toy, with something to do before each loss.
private struct StoppingTask: TrainingTask {
  var toy = ToyTask()
  let before: @Sendable () -> Void

  init(before: @escaping @Sendable () -> Void) { self.before = before }

  var layers: any Layer { toy.layers }
  var batchCount: Int { toy.batchCount }
  func exampleCount(ofBatch batch: Int) -> Int { toy.exampleCount(ofBatch: batch) }
  mutating func prepare(epoch: Int) { toy.prepare(epoch: epoch) }
  mutating func update(factor: Double) { toy.update(factor: factor) }
  var extraState: [(name: String, tensor: HostTensor)] { toy.extraState }
  mutating func restore(extraState state: [String: HostTensor]) { toy.restore(extraState: state) }
  func model(epochs: Int) throws -> any Recommender { try toy.model(epochs: epochs) }

  mutating func loss(ofBatch batch: Int) -> Tensor {
    before()
    return toy.loss(ofBatch: batch)
  }
}
