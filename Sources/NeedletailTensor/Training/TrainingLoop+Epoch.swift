import NeedletailCore
import NeedletailMath

extension TrainingLoop {
  /// The rest of the present epoch.
  ///
  /// - Parameters:
  ///   - options: of the run: threads, progress (about once a second), cancellation (looked at before each step).
  ///   - save: called when the state should be kept: after so many steps, and when the run was asked to stop.
  /// - Returns: the loss and the rate: "loss 0.4312, 52310 examples/s".
  /// - Throws: `CancelledError`, `TensorError`, and what the task throws.
  func runEpoch<Task: TrainingTask>(
    of task: inout Task, options: TrainingOptions, savingEvery interval: Int?,
    save: (TrainingLoop, Task) throws -> Void
  ) throws -> String {
    TensorRuntime.setThreads(options.pool.threads)
    TensorRuntime.setRandomState(randomState, of: settings.device)
    try task.prepare(epoch: epoch)
    let clock = ContinuousClock()
    let start = clock.now
    let examplesBefore = examples
    var shown = start
    func note(_ loss: Double) -> String {
      let seconds = (clock.now - start) / .seconds(1)
      return "loss \(Float(loss)), \(Int(Double(examples - examplesBefore) / seconds)) examples/s"
    }
    while batch < task.batchCount {
      if options.cancellation?.isCancelled ?? false {
        randomState = TensorRuntime.randomState(of: settings.device)
        try save(self, task)
        throw CancelledError()
      }
      let number = batch
      try step(examples: task.exampleCount(ofBatch: number)) {
        try task.update(factor: $0)
      } loss: {
        try task.loss(ofBatch: number)
      }
      if let interval, optimizer.step % interval == 0, batch < task.batchCount {
        randomState = TensorRuntime.randomState(of: settings.device)
        try save(self, task)
      }
      if let progress = options.progress, clock.now - shown > .seconds(1) {
        shown = clock.now
        progress(
          Progress(stage: "batch", completed: batch, total: task.batchCount, note: note(try meanLoss())))
      }
    }
    let text = note(try meanLoss())
    randomState = TensorRuntime.randomState(of: settings.device)
    try endEpoch()
    try save(self, task)
    return text
  }
}
