/// Where a training is kept so that it can go on, and how often.
public struct CheckpointPlan: Sendable, Hashable {
  /// The folder; replaced as a whole.
  public var path: String
  /// Steps between two checkpoints within an epoch; nil for the end of each epoch and a stop only.
  public var steps: Int?
  /// What is trained on what: the specification and the fingerprint of the data. A checkpoint of another run is refused.
  public var run: String

  /// A plan.
  ///
  /// - Precondition: `steps` is positive.
  public init(path: String, steps: Int? = nil, run: String) {
    precondition(steps ?? 1 > 0, "a checkpoint every \(steps ?? 0) steps")
    self.path = path
    self.steps = steps
    self.run = run
  }
}
