/// How an optimiser changes parameters by their gradients.
public protocol UpdateRule: Sendable {
  /// The size of a step, before a schedule's factor.
  var learningRate: Double { get set }
  /// What the rule remembers for each element, and with which value it begins.
  var slots: [(name: String, initial: Double)] { get }
  /// Which slots, by their place, only ever grow, so that steps vanish on a stream that does not end.
  var growingSlots: [Int] { get }

  /// Changes the parameters in place; gradients are off.
  ///
  /// - Parameters:
  ///   - gradients: one for each parameter; the rule may not change them.
  ///   - slots: for each slot one tensor a parameter, changed in place.
  ///   - step: 1 for the first step.
  ///   - rate: the learning rate times the schedule's factor.
  func update(
    _ parameters: [Tensor], gradients: [Tensor], slots: [[Tensor]], step: Int, rate: Double)
}

extension UpdateRule {
  /// None.
  public var growingSlots: [Int] { [] }
}
