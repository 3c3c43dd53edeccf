public import NeedletailCore
import NeedletailMath

extension NeuralTrainer {
  /// What early stopping had come to when the training was interrupted, and the best model, made from its own
  /// checkpoint.
  ///
  /// - Throws: `ModelFileError` when that is absent or damaged.
  public func stopped() throws -> (record: StoppingRecord, best: (any Recommender)?)? {
    guard completedEpochs > 0, let plan, let record = try plan.record() else { return nil }
    guard record.best != nil else { return (record, nil) }
    guard let best = try Checkpoint(ifPresentIn: plan.best) else {
      throw ModelFileError(
        file: plan.best.path, "expected the checkpoint after epoch \(record.bestEpochs), found none")
    }
    let model = try state.withValue { state in
      let latest = try state.loop.checkpoint(of: state.task, run: plan.run)
      try state.loop.restore(best, task: &state.task)
      let model = try state.task.model(epochs: record.bestEpochs)
      try state.loop.restore(latest, task: &state.task)
      return model
    }
    return (record, model)
  }

  /// Keeps what early stopping has come to, after the state of the best model.
  public func keep(_ record: StoppingRecord, isBest: Bool) throws {
    guard let plan else { return }
    if isBest {
      try state.withValue { try $0.loop.checkpoint(of: $0.task, run: plan.run).save(to: plan.best.path) }
    }
    try plan.save(record)
  }
}
