import NeedletailMath

/// The state of a fit that goes in epochs; the loop over them is written once, here.
public protocol EpochTrainer {
  /// The epochs that the state has had before the loop: none, unless it was read from a checkpoint.
  var completedEpochs: Int { get }

  /// One pass over the data.
  ///
  /// - Returns: a figure worth seeing: "loss 0.8780".
  mutating func runEpoch() throws -> String

  /// The model as it stands; its `algorithm` names `epochs`.
  ///
  /// Consumes the state, so that the last model of a fit costs no copy.
  consuming func model(epochs: Int) throws -> any Recommender

  /// What early stopping had come to when the checkpoint was written, with the best model; nil for a fit from its
  /// beginning.
  func stopped() throws -> (record: StoppingRecord, best: (any Recommender)?)?

  /// Keeps what early stopping has come to, where there are checkpoints.
  ///
  /// - Parameter isBest: whether the present state is that of the best model.
  func keep(_ record: StoppingRecord, isBest: Bool) throws
}

extension EpochTrainer {
  /// None.
  public var completedEpochs: Int { 0 }

  /// Nothing.
  public func stopped() throws -> (record: StoppingRecord, best: (any Recommender)?)? { nil }

  /// Does nothing.
  public func keep(_ record: StoppingRecord, isBest: Bool) throws {}

  /// Runs epochs, reports progress, stops when asked to or when the run's `stopping` says so.
  ///
  /// - Parameter epochs: how many at most.
  /// - Returns: the model after the last epoch; under `stopping` the best of those measured. A figure that is not
  ///   a number counts as the worst.
  /// - Throws: `CancelledError`, `TrainingError` when a stopped fit has no figure that is a number, and whatever
  ///   an epoch, a model or a measurement throws.
  public consuming func train(epochs: Int, options: TrainingOptions) throws -> any Recommender {
    var trainer = self
    var note = ""
    let start = min(trainer.completedEpochs, epochs)
    guard let stopping = options.stopping else {
      for epoch in start..<epochs {
        try options.cancellation?.check()
        options.progress?(Progress(stage: "epoch", completed: epoch, total: epochs, note: note))
        note = try trainer.runEpoch()
      }
      options.progress?(Progress(stage: "epoch", completed: epochs, total: epochs, note: note))
      return try trainer.model(epochs: epochs)
    }
    let kept = try trainer.stopped()
    var (record, best) = (kept?.record ?? StoppingRecord(), kept?.best)
    // An epoch whose end was kept may not have been measured before the interruption.
    var completed = start
    while true {
      if completed > record.epochs, completed % stopping.interval == 0 || completed == epochs {
        let snapshot = trainer
        let model = try snapshot.model(epochs: completed)
        let value = try stopping.measure(model)
        note += ", \(stopping.metric) \(Float(value))"
        let isBest = record.take(value, after: completed, isLowerBetter: stopping.isLowerBetter)
        if isBest { best = model }
        try trainer.keep(record, isBest: isBest)
      }
      guard record.misses < stopping.patience, completed < epochs else { break }
      try options.cancellation?.check()
      options.progress?(Progress(stage: "epoch", completed: completed, total: epochs, note: note))
      note = try trainer.runEpoch()
      completed += 1
    }
    options.progress?(Progress(stage: "epoch", completed: epochs, total: epochs, note: note))
    guard let best else {
      throw TrainingError("\(stopping.metric) on validation data was never a number; nothing to stop by")
    }
    return best
  }
}
