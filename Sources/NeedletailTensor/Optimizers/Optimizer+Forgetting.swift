extension Optimizer {
  /// Forgets all, as if no step had been done.
  public func reset() {
    withoutGradients {
      for (slot, tensors) in zip(rule.slots, slots) {
        for tensor in tensors {
          tensor.assign(.full(tensor.shape, slot.initial, type: tensor.dataType, device: tensor.device))
        }
      }
    }
    resume(atStep: 0)
  }

  /// Multiplies sums of squared gradients of rules that divide by all of them (AdaGrad); running means forget by
  /// themselves.
  ///
  /// - Precondition: the factor is positive.
  public func decayAccumulators(by factor: Double) {
    precondition(factor > 0, "accumulators times \(factor)")
    guard factor != 1 else { return }
    withoutGradients { for slot in rule.growingSlots { TensorLists.scale(slots[slot], by: factor) } }
  }
}
