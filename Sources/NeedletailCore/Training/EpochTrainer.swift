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
}

extension EpochTrainer {
  /// None.
  public var completedEpochs: Int { 0 }

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
    var best: (value: Double, model: any Recommender)?
    var misses = 0
    let start = min(trainer.completedEpochs, epochs)
    for epoch in start..<epochs {
      try options.cancellation?.check()
      options.progress?(Progress(stage: "epoch", completed: epoch, total: epochs, note: note))
      note = try trainer.runEpoch()
      guard let stopping = options.stopping else { continue }
      let completed = epoch + 1
      guard completed % stopping.interval == 0 || completed == epochs else { continue }
      let snapshot = trainer
      let model = try snapshot.model(epochs: completed)
      let value = try stopping.measure(model)
      note += ", \(stopping.metric) \(Float(value))"
      if !value.isNaN, best.map({ stopping.isLowerBetter ? value < $0.value : value > $0.value }) ?? true {
        best = (value, model)
        misses = 0
      } else {
        misses += 1
        if misses >= stopping.patience { break }
      }
    }
    options.progress?(Progress(stage: "epoch", completed: epochs, total: epochs, note: note))
    guard let stopping = options.stopping, start < epochs else { return try trainer.model(epochs: epochs) }
    guard let best else {
      throw TrainingError("\(stopping.metric) on validation data was never a number; nothing to stop by")
    }
    return best.model
  }
}
