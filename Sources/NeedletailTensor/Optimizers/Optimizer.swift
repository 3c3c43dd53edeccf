/// Changes the parameters of a network, step by step, by a rule that remembers figures for each element.
public final class Optimizer {
  /// The rule; its learning rate may be changed between steps.
  public var rule: any UpdateRule
  /// The steps done.
  public private(set) var step = 0
  /// What the optimiser changes.
  public let parameters: [NamedTensor]
  /// For each slot of the rule one tensor a parameter.
  let slots: [[Tensor]]

  /// An optimiser of parameters.
  public init(_ parameters: [NamedTensor], rule: any UpdateRule) {
    self.parameters = parameters
    self.rule = rule
    slots = rule.slots.map { slot in
      parameters.map {
        .full($0.tensor.shape, slot.initial, type: $0.tensor.dataType, device: $0.tensor.device)
      }
    }
  }

  /// Removes all gradients.
  public func clearGradients() {
    for parameter in parameters { parameter.tensor.gradient = nil }
  }

  /// One step by the gradients; parameters without one stay.
  ///
  /// - Parameter factor: of the learning rate, by a schedule.
  public func update(factor: Double = 1) {
    step += 1
    var chosen: [Int] = []
    var gradients: [Tensor] = []
    for (index, parameter) in parameters.enumerated() {
      guard let gradient = parameter.tensor.gradient else { continue }
      chosen.append(index)
      gradients.append(gradient)
    }
    guard !chosen.isEmpty else { return }
    withoutGradients {
      rule.update(
        chosen.map { parameters[$0].tensor }, gradients: gradients,
        slots: slots.map { slot in chosen.map { slot[$0] } }, step: step, rate: rule.learningRate * factor)
    }
  }

  /// What the rule remembers, by the slot's name and the parameter's path: "mean.encoder.0.weight".
  public var state: [NamedTensor] {
    zip(rule.slots, slots).flatMap { slot, tensors in
      zip(parameters, tensors).map { NamedTensor(name: "\(slot.name).\($0.name)", tensor: $1) }
    }
  }

  /// Goes on after a number of steps; the tensors of `state` are set by whoever read them.
  func resume(atStep step: Int) { self.step = step }
}
