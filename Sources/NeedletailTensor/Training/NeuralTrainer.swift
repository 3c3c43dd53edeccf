public import NeedletailCore
import NeedletailMath

/// Trains a network by `EpochTrainer`'s loop: epochs on the tensor thread, measurements between them on the caller's.
public struct NeuralTrainer<Task: TrainingTask>: EpochTrainer {
  let state: TensorBound<State>
  private let options: TrainingOptions
  let plan: CheckpointPlan?
  /// The epochs that the state has had.
  public private(set) var completedEpochs: Int

  struct State {
    var task: Task
    let loop: TrainingLoop
  }

  /// A training from its beginning, or from a checkpoint when the plan has one.
  ///
  /// - Parameter task: makes the network, on the tensor thread.
  /// - Throws: what the closure throws, `ModelFileError` when the checkpoint is another training's,
  ///   `TensorBackendError`, `TensorError`.
  public init(
    settings: TrainingSettings, options: TrainingOptions, checkpoints plan: CheckpointPlan? = nil,
    task: @escaping @Sendable () throws -> Task
  ) throws {
    try self.init(settings, options, plan, task) { try plan.flatMap { try Checkpoint(ifPresentIn: $0) } }
  }

  /// A training from its beginning, or from what the last closure gives.
  init(
    _ settings: TrainingSettings, _ options: TrainingOptions, _ plan: CheckpointPlan?,
    _ task: @escaping @Sendable () throws -> Task,
    from checkpoint: @escaping @Sendable () throws -> Checkpoint?
  ) throws {
    state = try TensorBound {
      TensorRuntime.setThreads(options.pool.threads)
      var task = try task()
      let loop = TrainingLoop(task.layers, settings: settings, seed: options.seed)
      if let checkpoint = try checkpoint() {
        try loop.restore(checkpoint, task: &task)
      }
      return State(task: task, loop: loop)
    }
    self.options = options
    self.plan = plan
    completedEpochs = try state.withValue { $0.loop.epoch }
  }

  /// One pass over the batches, or what is left of it.
  public mutating func runEpoch() throws -> String {
    let (options, plan) = (options, plan)
    let note = try state.withValue { state in
      try state.loop.runEpoch(of: &state.task, options: options, savingEvery: plan?.steps) { loop, task in
        if let plan { try loop.checkpoint(of: task, run: plan.run).save(to: plan.path) }
      }
    }
    completedEpochs += 1
    return note
  }

  /// The model as it stands.
  public consuming func model(epochs: Int) throws -> any Recommender {
    try state.withValue { try $0.task.model(epochs: epochs) }
  }
}
