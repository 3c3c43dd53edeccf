/// How a network is trained: what stays the same from step to step.
public struct TrainingSettings: Sendable {
  /// How parameters follow their gradients.
  public var rule: any UpdateRule
  /// The factor of the learning rate by step.
  public var schedule: LearningRateSchedule
  /// Lowers the learning rate when the loss of an epoch is no better; nil for never.
  public var plateau: PlateauSchedule?
  /// A bound on gradients; nil for none.
  public var clipping: GradientClipping?
  /// The numbers that losses are computed in.
  public var precision: Precision
  /// Where tensors lie.
  public var device: Device

  /// Settings.
  public init(
    rule: any UpdateRule, schedule: LearningRateSchedule = .constant, plateau: PlateauSchedule? = nil,
    clipping: GradientClipping? = nil, precision: Precision = .single, device: Device = .cpu
  ) {
    self.rule = rule
    self.schedule = schedule
    self.plateau = plateau
    self.clipping = clipping
    self.precision = precision
    self.device = device
  }
}
