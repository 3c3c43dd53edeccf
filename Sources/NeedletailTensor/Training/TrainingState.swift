public import NeedletailCore

/// The whole state of a training between two epochs, as plain values: a training made from it goes on to the same bits.
public struct TrainingState: Sendable {
  let checkpoint: Checkpoint

  init(_ checkpoint: Checkpoint) { self.checkpoint = checkpoint }

  /// Reads what `save(to:)` wrote.
  ///
  /// - Throws: `ModelFileError` when it is damaged or of another run, `FileAccessError` when there is none.
  public init(path: String, run: String) throws {
    checkpoint = try Checkpoint(path: path)
    guard checkpoint.manifest.run == run else {
      throw ModelFileError(
        file: path, part: "key run", "expected the state of \(run), found that of \(checkpoint.manifest.run)")
    }
  }

  /// Writes the state to a folder, replaced as a whole.
  ///
  /// - Throws: `FileAccessError`.
  public func save(to path: String) throws { try checkpoint.save(to: path) }
}

extension NeuralTrainer {
  /// A training that goes on from a state.
  ///
  /// - Parameter task: makes a network of the same shape, on the tensor thread.
  /// - Throws: what the closure throws, `ModelFileError` when the state is another training's, `TensorBackendError`.
  public init(
    settings: TrainingSettings, options: TrainingOptions, resuming state: TrainingState,
    task: @escaping @Sendable () throws -> Task
  ) throws {
    try self.init(settings, options, nil, task) { state.checkpoint }
  }

  /// The state as it is.
  ///
  /// - Parameter run: what is trained on what.
  public func captured(run: String) throws -> TrainingState {
    TrainingState(try state.withValue { try $0.loop.checkpoint(of: $0.task, run: run) })
  }

  /// Changes the task, the optimiser or the pace between two epochs, on the tensor thread.
  public func withTask<Result: Sendable>(
    _ body: @Sendable (inout Task, TrainingLoop) throws -> Result
  ) throws -> Result {
    try state.withValue { try body(&$0.task, $0.loop) }
  }
}
