public import NeedletailCore

/// How a progressive evaluation goes, whatever the arms.
public struct ProgressivePlan: Sendable {
  /// Seed, threads, device, cancellation and progress of all training.
  public var options: TrainingOptions
  /// How the stream is cut.
  public var size: WindowSize
  /// Windows that the first model is trained on and nobody predicts.
  public var warmUp = 12
  /// The first window that counts in means; those from the warm-up on to it are for choosing settings. Nil takes the warm-up.
  public var judgedFrom: Int?
  /// Milliseconds from an example to its label.
  public var delay: Int64 = 0
  /// What a model must pass to be deployed; nil deploys every one.
  public var gate: DeploymentGate? = DeploymentGate()
  /// The share of each window that nobody trains on, to look back at.
  public var heldShare = 0.05
  /// How many windows back forgetting is measured.
  public var lookBacks = [1, 2, 4, 8, 12, 24]
  /// Windows between two models that are frozen to see them grow old.
  public var freezing = 6
  /// The age in windows until which they are asked.
  public var ages = 12
  /// Items count as new so many milliseconds after they were first seen.
  public var newItemSpan: Int64 = 86_400_000
  /// Windows of a block of the bootstrap; nil for those of a day, at most a quarter of all judged.
  public var block: Int?
  /// The level of intervals.
  public var confidence = 0.95
  /// The number of resamples.
  public var resamples = 2000
  /// A folder in which the state after each window is kept, to go on from; nil keeps none.
  public var state: String?

  /// By position: whether the example is one of a new item.
  var newcomers: [Bool]?

  /// A plan.
  public init(size: WindowSize, options: TrainingOptions = TrainingOptions()) {
    self.size = size
    self.options = options
  }
}
