/// The state of a training between two steps, and what a step does.
///
/// It lives on the tensor thread.
public final class TrainingLoop {
  /// How the network is trained.
  public let settings: TrainingSettings
  /// The optimiser of the network's parameters.
  public let optimizer: Optimizer
  let layers: any Layer
  /// Epochs done.
  public internal(set) var epoch = 0
  /// Batches done of the present epoch.
  public internal(set) var batch = 0
  /// Examples seen in the present epoch, and their summed losses, on the device: reading them at every step would wait
  /// for a GPU.
  var examples = 0
  let lossSum: Tensor
  var plateau: PlateauSchedule?
  /// What LibTorch draws next; kept here, as other trainings may run between two steps of this one.
  var randomState: Tensor

  /// A training that has not begun.
  public init(_ layers: any Layer, settings: TrainingSettings, seed: UInt64) {
    self.layers = layers
    self.settings = settings
    optimizer = Optimizer(layers.parameters, rule: settings.rule)
    lossSum = .zeros([], type: .float64, device: settings.device)
    plateau = settings.plateau
    TensorRuntime.seed(seed)
    randomState = TensorRuntime.randomState(of: settings.device)
  }

  /// What the learning rate of the coming steps is multiplied by, beside the schedule: of an update of a model that
  /// follows a stream.
  public var pace = LearningPace()

  /// The factor of the learning rate in the next step.
  public var rateFactor: Double {
    settings.schedule.factor(atStep: optimizer.step) * (plateau?.factor ?? 1)
      * pace.factor(atStep: optimizer.step)
  }

  /// One step: the loss, its gradients, their bound, the update.
  ///
  /// - Parameters:
  ///   - examples: how many the loss is the mean of.
  ///   - update: what else follows its gradients; given the factor of the learning rate.
  ///   - loss: a single number.
  /// - Throws: what the closures throw, and the failure of memory or device that happened in the step.
  public func step(
    examples: Int, update: (Double) throws -> Void = { _ in }, loss: () throws -> Tensor
  ) throws {
    let factor = rateFactor
    try TensorThread.step {
      optimizer.clearGradients()
      let loss = try settings.precision.run(on: settings.device, loss)
      loss.backward()
      settings.clipping?.apply(to: optimizer.parameters)
      optimizer.update(factor: factor)
      try update(factor)
      lossSum.add(loss.detached().to(.float64), scaledBy: Double(examples))
    }
    self.examples += examples
    batch += 1
  }

  /// The mean loss of the examples of the present epoch; not a number before the first.
  public func meanLoss() throws -> Double { try lossSum.value() / Double(examples) }

  /// Ends an epoch.
  func endEpoch() throws {
    plateau?.report(try meanLoss())
    lossSum.assign(lossSum.zerosLike())
    examples = 0
    batch = 0
    epoch += 1
  }
}
